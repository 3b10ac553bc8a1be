/** A small grader for the tests of the command line: two promises of an echo server. */
import { type Check, Mismatch } from '../../src/rig/check.ts';

const checks: readonly Check[] = [
  {
    id: 'E0.1',
    title: 'Echo',
    points: 60,
    lesson: 'echo#echo',
    async run(rig) {
      const client = await rig.open('/', { name: 'ana' });
      client.send('hello');
      const { text, at } = await client.next('the echo of "hello"');
      if (text === 'hello') return;
      throw new Mismatch({
        expected: 'the same text back: "hello".',
        received: `"${text}".`,
        why: 'An echo changes nothing.',
        at,
      });
    },
  },
  {
    id: 'E0.2',
    title: 'Health',
    points: 40,
    lesson: 'echo#health',
    async run(rig) {
      const { status, at } = await rig.http('GET', '/health');
      if (status === 200) return;
      throw new Mismatch({
        expected: 'status 200.',
        received: `status ${status}.`,
        why: 'Whoever watches the server asks it this way.',
        at,
      });
    },
  },
];

export default checks;
