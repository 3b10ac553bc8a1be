/** Attempts at exercises, kept on the device in IndexedDB. An attempt with a check that could not be checked is never saved. */
import { createStore, get, type UseStore, update } from 'idb-keyval';
import * as z from 'zod/mini';

const attempt = z.object({
  /** ms since 1970 */
  at: z.number(),
  seed: z.number(),
  runtime: z.string(),
  score: z.number(),
  maxScore: z.number(),
  /** Check id to points got. */
  checks: z.record(z.string(), z.number()),
});
export type Attempt = z.infer<typeof attempt>;
const attempts = z.array(attempt);

/** Attempts kept of one exercise; the best one is always among them. */
const KEPT = 50;

let store: UseStore | undefined;
const database = () => {
  store ??= createStore('duplex', 'attempts');
  return store;
};

/** Oldest first. Resolves to none where the browser gives no IndexedDB. */
export async function loadAttempts(slug: string): Promise<readonly Attempt[]> {
  try {
    return attempts.safeParse(await get(slug, database())).data ?? [];
  } catch {
    return [];
  }
}

export async function saveAttempt(slug: string, next: Attempt): Promise<void> {
  await update(slug, (old: unknown) => keep([...(attempts.safeParse(old).data ?? []), next]), database());
}

/** The newest attempts, and the best. */
export function keep(all: readonly Attempt[]): readonly Attempt[] {
  if (all.length <= KEPT) return all;
  const best = bestOf(all);
  const newest = all.slice(-KEPT);
  return best && !newest.includes(best) ? [best, ...newest.slice(1)] : newest;
}

/** The attempt with the highest score; the earliest of equals. */
export function bestOf(all: readonly Attempt[]): Attempt | undefined {
  return all.reduce<Attempt | undefined>((best, one) => (!best || one.score > best.score ? one : best), undefined);
}
