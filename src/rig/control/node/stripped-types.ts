/**
 * TypeScript of a submission, stripped of its types once in the rig: Node would load its parser, a WebAssembly module,
 * in each of the servers' processes, which costs more than all the rest of a start. The parser is Node's own in both.
 */
import { stripTypeScriptTypes } from 'node:module';
import type { SubmissionFiles } from '../host.ts';

/** The text without types by the text with them. */
export type StrippedTypes = Readonly<Record<string, string>>;

const TYPESCRIPT = /\.[cm]?ts$/;
/** A rig grades the broken servers of an exercise one after the other: many of their files are the same. */
const KEPT = 64;
const kept = new Map<string, string | undefined>();

export function stripSubmission(files: SubmissionFiles): StrippedTypes {
  const stripped: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    if (!TYPESCRIPT.test(name)) continue;
    if (!kept.has(text)) keep(text, withoutTypes(text));
    const result = kept.get(text);
    if (result !== undefined) stripped[text] = result;
  }
  return stripped;
}

function keep(text: string, result: string | undefined): void {
  kept.set(text, result);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
}

/** @returns undefined for what Node refuses: the program's own process then says so in Node's words. */
function withoutTypes(text: string): string | undefined {
  try {
    return stripTypeScriptTypes(text);
  } catch {
    return undefined;
  }
}
