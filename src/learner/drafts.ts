/**
 * What a learner typed, kept on the device. In `localStorage`, because a page that is being closed can still write there
 * synchronously; nothing typed is ever lost, so a version that Reset or an import takes away goes to the history first.
 */
import * as z from 'zod/mini';

const files = z.record(z.string(), z.string());
export type DraftFiles = z.infer<typeof files>;

const draft = z.object({ version: z.literal(1), savedAt: z.number(), files });
export type Draft = z.infer<typeof draft>;

const history = z.array(z.object({ savedAt: z.number(), why: z.string(), files }));
export type History = z.infer<typeof history>;

/** Versions kept of one exercise; the oldest go first. */
const HISTORY_LENGTH = 30;

const draftKey = (slug: string) => `duplex:draft:${slug}`;
const historyKey = (slug: string) => `duplex:history:${slug}`;

/** The device refused to keep something; `message` says what the learner can do. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code = 'STORAGE_REFUSED';
}

export interface DraftStore {
  load(slug: string): Draft | undefined;
  /** @throws StorageError when the device keeps nothing (private mode, full disk). */
  save(slug: string, files: DraftFiles): Draft;
  /** Puts the files into the history. @throws StorageError when they could not be kept. */
  keep(slug: string, files: DraftFiles, why: string): void;
  /** Puts the files into the history and forgets the draft. @throws StorageError when they could not be kept. */
  retire(slug: string, files: DraftFiles, why: string): void;
  history(slug: string): History;
}

/** @param storage `localStorage`, or undefined where the browser gives none. */
export function draftStore(storage: Storage | undefined, now: () => number = Date.now): DraftStore {
  const read = <T>(
    key: string,
    schema: { safeParse(value: unknown): { success: boolean; data?: T } },
  ): T | undefined => {
    const text = storage?.getItem(key);
    if (text === null || text === undefined) return undefined;
    try {
      return schema.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  };
  const write = (key: string, value: unknown) => {
    try {
      if (!storage) throw new Error('no storage');
      storage.setItem(key, JSON.stringify(value));
    } catch (cause) {
      throw new StorageError(
        'This browser does not keep your draft: its storage is full or switched off. Copy your code somewhere safe before you leave the page.',
        { cause },
      );
    }
  };
  const keep = (slug: string, current: DraftFiles, why: string) => {
    const versions = [{ savedAt: now(), why, files: current }, ...(read<History>(historyKey(slug), history) ?? [])];
    // Where the device is nearly full, older versions make room for the newest.
    for (let length = Math.min(versions.length, HISTORY_LENGTH); ; length = Math.floor(length / 2)) {
      try {
        return write(historyKey(slug), versions.slice(0, length));
      } catch (error) {
        if (length <= 1) throw error;
      }
    }
  };
  return {
    load: (slug) => read<Draft>(draftKey(slug), draft),
    save(slug, current) {
      const saved: Draft = { version: 1, savedAt: now(), files: current };
      write(draftKey(slug), saved);
      return saved;
    },
    keep,
    retire(slug, current, why) {
      keep(slug, current, why);
      storage?.removeItem(draftKey(slug));
    },
    history: (slug) => read<History>(historyKey(slug), history) ?? [],
  };
}
