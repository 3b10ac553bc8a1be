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
    const shown = this.withoutFolder(text);
    this.#both = (this.#both + shown).slice(-KEPT);
    if (stream === 'stderr') this.#stderr = (this.#stderr + shown).slice(-KEPT);
    this.#onText(stream, shown);
  }

  /** Both streams, in the order they were read. */
  get all(): string {
    return this.#both;
  }

  /** Text of the program with paths as the student knows them. */
  withoutFolder(text: string): string {
    return withoutFolder(text, this.#folder);
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

/** `/tmp/x/app/my hub.ts:3` and `file:///tmp/x/app/my%20hub.ts:3` become `my hub.ts:3`. */
function withoutFolder(text: string, folder: string): string {
  const slashed = folder.replaceAll('\\', '/');
  const url = `file://${slashed.startsWith('/') ? '' : '/'}${escaped(slashed)}/`;
  const withoutUrls = text
    .split(url)
    .map((part, n) => (n === 0 ? part : part.replace(/^[^\s:()]+/, unescaped)))
    .join('');
  return withoutUrls.replaceAll(`${folder}/`, '').replaceAll(`${folder}\\`, '');
}

/** As `pathToFileURL` does it. */
function escaped(path: string): string {
  return encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
