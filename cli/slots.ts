/**
 * Does `work` for each item, at most `slots` at a time, taking them in order.
 * The first failure stops the others.
 * @returns the results in the order of the items
 */
export async function inSlots<T, R>(
  slots: number,
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<readonly R[]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const results: R[] = [];
  const queue = items.entries();
  const slot = async () => {
    // The iterator is shared: each item goes to the slot that is free first.
    for (const [index, item] of queue) {
      either.throwIfAborted();
      results[index] = await work(item, either);
    }
  };
  const running = Array.from({ length: slots }, () =>
    slot().catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(running);
  await Promise.all(running);
  return results;
}
