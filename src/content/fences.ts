/**
 * The fenced blocks of a lesson. What each promises stands in its meta, and lesson-code.test.ts holds it to that:
 *
 * - `run`           a program: exits with 0, and prints the `output` block that follows it, if one does
 * - `fails="text"`  a program: exits with another code, and says `text` on its standard error
 * - `types`         code to read: TypeScript accepts it
 * - `output`        what the program before it printed, then the line of the error it died of, if it did
 * - `message`       JSON for a client to send, one message a line
 *
 * `file="rooms.ts"` beside `run`, `fails` or `types` gives the block a name under which later blocks can import it.
 */

export interface Fence {
  readonly language: string;
  readonly promise: FencePromise;
  readonly file: string | undefined;
  readonly text: string;
  /** Line of the opening mark in the lesson's file, 1-based. */
  readonly line: number;
}

export type FencePromise =
  | { readonly kind: 'run' }
  | { readonly kind: 'fails'; readonly says: string }
  | { readonly kind: 'types' }
  | { readonly kind: 'output' }
  | { readonly kind: 'message' };

const OPEN = /^```(?<language>\w*)\s*(?<meta>.*)$/;
const KINDS = ['run', 'types', 'output', 'message'] as const;

/** @throws Error for the author, when a block has no meta or is not closed */
export function fencesOf(source: string, file: string): Fence[] {
  const lines = source.split('\n');
  const fences: Fence[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const open = OPEN.exec(lines[index] ?? '')?.groups;
    if (!open) continue;
    const end = lines.indexOf('```', index + 1);
    const where = `${file}:${index + 1}`;
    if (end === -1)
      throw new Error(`${where}: this code block is never closed. Put \`\`\` on a line of its own after it.`);
    const meta = open['meta'] ?? '';
    fences.push({
      language: open['language'] ?? '',
      promise: promiseOf(meta, where),
      file: /\bfile="([^"]+)"/.exec(meta)?.[1],
      text: lines.slice(index + 1, end).join('\n'),
      line: index + 1,
    });
    index = end;
  }
  return fences;
}

function promiseOf(meta: string, where: string): FencePromise {
  const says = /\bfails="([^"]+)"/.exec(meta)?.[1];
  if (says !== undefined) return { kind: 'fails', says };
  const words = meta.replace(/"[^"]*"/g, '').split(/\s+/);
  const kind = KINDS.find((candidate) => words.includes(candidate));
  if (kind !== undefined) return { kind };
  throw new Error(
    `${where}: this code block promises nothing, so no test can hold it to account. ` +
      `Add one of ${KINDS.join(', ')} or fails="…" after its language.`,
  );
}
