/**
 * TypeScript of a submission, stripped of its types once in the rig: else each of the servers' processes would load a
 * parser for it, which costs more than all the rest of a start. The parser is that of the server's own runtime.
 */
import type { SubmissionFiles } from './host.ts';

/** The text without types by the text with them. */
export type StrippedTypes = Readonly<Record<string, string>>;

const TYPESCRIPT = /\.[cm]?ts$/;
/** A rig grades the broken servers of an exercise one after the other: many of their files are the same. */
const KEPT = 64;

export class TypeStripper {
  readonly #strip: (text: string) => string;
  readonly #kept = new Map<string, string | undefined>();

  /** @param strip throws for a text that the runtime refuses. */
  constructor(strip: (text: string) => string) {
    this.#strip = strip;
  }

  stripSubmission(files: SubmissionFiles): StrippedTypes {
    const stripped: Record<string, string> = {};
    for (const [name, text] of Object.entries(files)) {
      if (!TYPESCRIPT.test(name)) continue;
      if (!this.#kept.has(text)) this.#keep(text, this.#withoutTypes(text));
      const result = this.#kept.get(text);
      if (result !== undefined) stripped[text] = result;
    }
    return stripped;
  }

  #keep(text: string, result: string | undefined): void {
    this.#kept.set(text, result);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** @returns undefined for what the runtime refuses: the program's own process then says so in its words. */
  #withoutTypes(text: string): string | undefined {
    try {
      return this.#strip(text);
    } catch {
      return undefined;
    }
  }
}
