/** Prints an uncaught error to stderr exactly as Node does: the line it comes from with a caret, the error, Node's version. */
import facts from 'duplex:node-facts';
import { privateSymbols } from '../bindings/util.ts';
import type { Host } from './host.ts';
import { sourceOf } from './sources.ts';

export interface ErrorPlace {
  /** As stack frames name it: a path, a `file:` URL or `node:` id. */
  readonly file: string;
  readonly line: number;
  /** From 1; the student's, whatever was written into the line. */
  readonly column: number;
}

/** How far below Node's library throws what it made. */
const LINES_TO_THROW = 10;
const FRAME = /^ {4}at (?:.*? \()?((?:node:|file:\/\/|\/)[^\n]*?):(\d+):(\d+)\)?$/m;

/** Where an error was made, by the first line of its stack that has a place. */
export function firstFrame(stack: unknown): ErrorPlace | undefined {
  const match = typeof stack === 'string' ? FRAME.exec(stack) : null;
  return match ? { file: match[1] ?? '', line: Number(match[2]), column: Number(match[3]) } : undefined;
}

/** A place as the browser's events tell it. */
export function fromEngine(host: Host, place: ErrorPlace): ErrorPlace {
  return { ...place, column: host.positions.column(place.file, place.line, place.column) };
}

/**
 * A browser tells where an error was made, Node where it was thrown: the same line as a rule, in which `throw` is
 * looked for. What a program throws that it made elsewhere is told by `Positions.thrownAt`; Node's library makes an
 * error and throws it a few lines further down.
 */
export function throwPlace(host: Host, place: ErrorPlace): ErrorPlace {
  const before = sourceLine(host, place)?.slice(0, place.column - 1);
  if (before === undefined) return place;
  const found = /(?:^|[^\w$.])throw\s[^;{}]*$/.exec(before);
  if (found) return { ...place, column: place.column - (before.length - before.indexOf('throw', found.index)) };
  const name = place.file.startsWith('node:') ? /^\s*(?:const|let) (\w+) = $/.exec(before)?.[1] : undefined;
  return (name !== undefined && throwBelow(host, place, name)) || place;
}

function throwBelow(host: Host, place: ErrorPlace, name: string): ErrorPlace | undefined {
  for (let line = place.line + 1; line < place.line + LINES_TO_THROW; line += 1) {
    const text = sourceLine(host, { ...place, line });
    if (text?.trim() === `throw ${name};`) return { ...place, line, column: text.indexOf('throw') + 1 };
  }
  return undefined;
}

/** What Node shows for a value that is no error and was thrown by an entry that is an ES module. */
export function rejectedEntryPlace(fromPromise: boolean): ErrorPlace | undefined {
  const id = 'internal/modules/run_main';
  const lines = sourceOf(id)?.split('\n') ?? [];
  const line = lines.findIndex((text) => text.includes('    triggerUncaughtException('));
  return fromPromise && line >= 0 ? { file: `node:${id}`, line: line + 1, column: 5 } : undefined;
}

/** The file, line and caret above the error; empty where the source is not known. */
function arrowOf(host: Host, place: ErrorPlace | undefined): string {
  const line = place && sourceLine(host, place);
  if (!place || line === undefined) return '';
  const indent = line.slice(0, place.column - 1).replace(/[^\t]/g, ' ');
  return `${place.file}:${place.line}\n${line}\n${indent}^\n`;
}

function sourceLine(host: Host, { file, line }: ErrorPlace): string | undefined {
  if (!file.startsWith('node:')) return host.positions.line(file, line);
  return sourceOf(file.slice('node:'.length))?.split('\n', line)[line - 1];
}

export function printUncaught(host: Host, error: unknown, place: ErrorPlace | undefined): void {
  const { inspect } = host.kernel.requireBuiltin('internal/util/inspect') as typeof import('node:util');
  const arrow = decoratedArrow(error) ?? arrowOf(host, place);
  let text: string;
  if (isError(error)) text = `${arrow === '' ? '' : `${arrow}\n`}${inspectError(inspect, error)}\n`;
  else if ((typeof error === 'object' && error !== null) || typeof error === 'function') {
    text = `\n${arrow}${inspect(error, { customInspect: false, depth: Number.POSITIVE_INFINITY })}\n`;
  } else {
    const value = typeof error === 'symbol' ? '' : String(error);
    text = `\n${arrow}${value}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)\n`;
  }
  host.stdio.write(2, `${text}\nNode.js ${facts.version}\n`);
}

/** The arrow that the module loader put on a syntax error. */
function decoratedArrow(error: unknown): string | undefined {
  const symbol = privateSymbols['arrow_message_private_symbol'];
  const decorated = privateSymbols['decorated_private_symbol'];
  if (!isError(error) || symbol === undefined) return undefined;
  // Its stack holds the arrow already.
  if (decorated !== undefined && Reflect.get(error, decorated) === true) return '';
  const arrow: unknown = Reflect.get(error, symbol);
  return typeof arrow === 'string' ? `${arrow.trimEnd()}\n` : undefined;
}

function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

/** As `fatalExceptionStackEnhancers` of Node's `internal/errors` show it, also an `error` event nobody listened for. */
function inspectError(inspect: typeof import('node:util').inspect, error: Error): string {
  for (const symbol of Object.getOwnPropertySymbols(error)) {
    if (symbol.description !== 'kEnhanceStackBeforeInspector') continue;
    const enhance: unknown = Reflect.get(error, symbol);
    if (typeof enhance === 'function') error.stack = String(Reflect.apply(enhance, error, []));
  }
  try {
    return inspect(error, { customInspect: false, depth: Number.POSITIVE_INFINITY });
  } catch {
    return String(error.stack);
  }
}
