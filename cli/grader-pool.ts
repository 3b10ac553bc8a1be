/** Runs tasks side by side, each kind of task on rigs of its own that are started once and used again. */
import { Grader } from './grade.ts';
import type { RigParts } from './grading-rig.ts';
import { inSlots } from './slots.ts';

/**
 * @param key tasks with the same key share rigs; tasks of one key should stand together
 * @param parts what a rig for that task is started from
 * @returns the results in the order of the tasks
 */
export async function withGraders<T, R>(
  slots: number,
  tasks: readonly T[],
  signal: AbortSignal,
  key: (task: T) => string,
  parts: (task: T, signal: AbortSignal) => Promise<RigParts>,
  work: (task: T, grader: Grader) => Promise<R>,
): Promise<readonly R[]> {
  const waiting = new Map([...Map.groupBy(tasks, key)].map(([name, all]) => [name, all.length]));
  const idle = new Map<string, Grader[]>();
  const freeAll = (name: string) =>
    Promise.all((idle.get(name) ?? []).splice(0).map((it) => it[Symbol.asyncDispose]()));
  try {
    return await inSlots(slots, tasks, signal, async (task, slotSignal) => {
      const name = key(task);
      waiting.set(name, (waiting.get(name) ?? 0) - 1);
      const kept = idle.get(name) ?? [];
      idle.set(name, kept);
      const grader = kept.pop() ?? new Grader(await parts(task, slotSignal));
      // Freed below, with all that wait.
      const result = await work(task, grader).finally(() => kept.push(grader));
      if (waiting.get(name) === 0) await freeAll(name);
      return result;
    });
  } finally {
    await Promise.all([...idle.keys()].map(freeAll));
  }
}
