/** Reads what Node prints when a program dies: the error, and its first frame in the student's files. */
import type { SourcePosition } from '../check.ts';
import type { Fault } from '../control/process.ts';

export interface Crash {
  /** The error's line: `TypeError: room is not iterable`. */
  readonly error: string;
  readonly at: SourcePosition | undefined;
}

/** The line under the source that marks the place. */
const CARETS = /^\s*\^+\s*$/;
const HEADING = /^(.+):(\d+)$/;
const FRAME = /^\s+at (?:.*\()?(?:async )?([^()]+):(\d+):(\d+)\)?$/;
const LAST_WORDS = /^Node\.js v\d/;
const ERROR_LINE = /^(?:Uncaught\b|\[?[\w$.]*(?:Error|Exception|Rejection)\b)/;

/** @param stderr with the submission's folder taken out of its paths. @returns undefined when no error ended the program. */
export function readCrash(stderr: string): Crash | undefined {
  const lines = stderr.split(/\r?\n/);
  const end = lines.findLastIndex((line) => LAST_WORDS.test(line));
  if (end < 0) return undefined;
  const carets = lines.slice(0, end).findLastIndex((line) => CARETS.test(line));
  const after = lines.slice(carets + 1, end);
  const start = after.findIndex((line) => ERROR_LINE.test(line));
  const body = after.slice(Math.max(start, 0)).filter((line) => line.trim() !== '');
  const error = errorText(body);
  if (error === undefined) return undefined;
  const at = firstFrame(body) ?? headingOf(lines, carets);
  return { error: at ? error : `${error}${causeOf(error, body)}`, at };
}

/** Node's words where an emitter had no listener for its error. */
const UNHEARD = /^Emitted 'error' event on (\w+) instance at:/;

/** Why a program died in which no line of its own was running, after the error's line; empty where that is not known. */
function causeOf(error: string, body: readonly string[]): string {
  for (const line of body) {
    const [, emitter] = UNHEARD.exec(line.trim()) ?? [];
    if (emitter) return ` ('error' event of a ${emitter} that has no listener for it)`;
  }
  return error === 'Error: aborted' ? ' (a request broke off before its body was whole, and nobody caught that)' : '';
}

function errorText(body: readonly string[]): string | undefined {
  const [first, second] = body;
  if (first === undefined || ERROR_LINE.test(first))
    return first === 'Uncaught:' ? `Uncaught ${second?.trim()}` : first;
  // Thrown, and no Error: Node prints the value alone.
  return `Uncaught ${first.trim()}`;
}

function firstFrame(body: readonly string[]): SourcePosition | undefined {
  for (const line of body) {
    const [, file, lineNumber, column] = FRAME.exec(line) ?? [];
    if (file && isStudents(file)) return { file, line: Number(lineNumber), column: Number(column) };
  }
  return undefined;
}

/** `server.ts:3`, its source line, and carets under the place. */
function headingOf(lines: readonly string[], carets: number): SourcePosition | undefined {
  for (let at = carets - 1; at >= Math.max(0, carets - 3); at--) {
    const [, file, line] = HEADING.exec(lines[at] ?? '') ?? [];
    if (!file) continue;
    return isStudents(file) ? { file, line: Number(line), column: (lines[carets] ?? '').indexOf('^') + 1 } : undefined;
  }
  return undefined;
}

/** Paths in the submission have become relative; all others are Node's or a package's. */
function isStudents(file: string): boolean {
  return !/^(?:node:|file:|\/|[A-Za-z]:\\)/.test(file) && !file.includes('node_modules');
}

/** An error that a handler of the program's kept from ending it. */
export function readFault({ kind, text }: Fault): Crash {
  const body = text.split(/\r?\n/);
  const error = errorText(body) ?? text;
  const swallowed =
    kind === 'uncaught'
      ? "nobody caught it; only the handler of 'uncaughtException' kept the program alive"
      : "a promise was rejected with it and nobody handled that; only the handler of 'unhandledRejection' kept the program alive";
  return { error: `${error} (${swallowed})`, at: firstFrame(body) };
}

/** `, with exit code 1`. */
export function exitOf({ code, signal }: { code: number | null; signal: string | null }): string {
  if (signal) return `, by the signal ${signal}`;
  return code === null ? '' : `, with exit code ${code}`;
}
