/** An exercise that is none, for the tests of the lab's state. */
import type { LabData } from '../exercise-data.ts';

const DATA: LabData = {
  slug: 'hub',
  number: 'E4',
  title: 'Hub',
  entry: 'server.ts',
  editable: ['server.ts'],
  given: {},
  starter: { 'server.ts': 'starter' },
  env: {},
  checks: [],
  brief: '',
  assets: {
    worker: '',
    frame: { script: '', csp: '' },
    image: { name: '', hash: '', url: '' },
    playRig: '',
    gradeRig: '',
    types: '',
    solution: '',
  },
  play: { path: '/', query: [], clients: [], messages: [], requests: [] },
};

export const labDataOf = (change: Partial<LabData> = {}): LabData => ({ ...DATA, ...change });
