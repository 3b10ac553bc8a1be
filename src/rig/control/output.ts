/** What the student's program has printed: the last of it, with paths as the student knows them. */

export type OutputStream = 'stdout' | 'stderr';

/** Characters kept of each stream. */
const KEPT = 64 * 1024;

export class CapturedOutput {
  readonly #folder: string;
  readonly #onText: (stream: OutputStream, text: string) => void;
  #both = '';
  #stderr = '';

  /** @param folder where the submission lies: its path is taken out of what is printed. */
  constructor(folder: string, onText: (stream: OutputStream, text: string) => void) {
    this.#folder = folder;
    this.#onText = onText;
  }

  push(stream: OutputStream, text: string): void {
    const shown = withoutFolder(text, this.#folder);
    this.#both = (this.#both + shown).slice(-KEPT);
    if (stream === 'stderr') this.#stderr = (this.#stderr + shown).slice(-KEPT);
    this.#onText(stream, shown);
  }

  /** Both streams, in the order they were read. */
  get all(): string {
    return this.#both;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** The last `characters` of both streams. */
  last(characters: number): string {
    return this.#both.slice(-characters);
  }

  lastLine(): string | undefined {
    return this.#both.trimEnd().split('\n').at(-1)?.trim() || undefined;
  }
}

/** `/tmp/x/app/server.ts:3` and `file:///tmp/x/app/server.ts:3` become `server.ts:3`. */
function withoutFolder(text: string, folder: string): string {
  const slashed = folder.replaceAll('\\', '/');
  const url = `file://${slashed.startsWith('/') ? '' : '/'}${slashed}/`;
  return text.replaceAll(url, '').replaceAll(`${folder}/`, '').replaceAll(`${folder}\\`, '');
}
