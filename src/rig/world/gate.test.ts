import { describe, expect, it } from 'vitest';
import { Gate } from './gate.ts';

describe('the gate', () => {
  it('holds acts and lets one link at a time go, in the order it acted', () => {
    const gate = new Gate('holding');
    const done: string[] = [];
    for (const [link, act] of [
      [2, 'c'],
      [0, 'a'],
      [2, 'd'],
      [0, 'b'],
    ] as const)
      gate.pass(link, () => done.push(act));
    expect(gate.waiting).toEqual([0, 2]);
    gate.release([0]);
    expect(done).toEqual(['a', 'b']);
    gate.release([2]);
    expect(done).toEqual(['a', 'b', 'c', 'd']);
    expect(gate.waiting).toEqual([]);
  });

  it('holds what an act causes until the next release', () => {
    const gate = new Gate('holding');
    const done: string[] = [];
    gate.pass(1, () => gate.pass(1, () => done.push('later')));
    gate.release([1]);
    expect(done).toEqual([]);
    expect(gate.waiting).toEqual([1]);
  });

  it('lets everything through at once when it is open', () => {
    const done: string[] = [];
    new Gate('open').pass(3, () => done.push('now'));
    expect(done).toEqual(['now']);
  });
});
