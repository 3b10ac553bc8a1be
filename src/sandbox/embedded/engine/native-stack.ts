/** The stacks of SpiderMonkey (Firefox) and JavaScriptCore (WebKit), which are text, read as frames. Pure. */

export interface Frame {
  /** Empty of a function without a name, and of the code of a file. */
  readonly name: string;
  /** Undefined of a built-in function, and where the engine knows none. */
  readonly file: string | undefined;
  /** Line and column from 1. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly isAsync: boolean;
}

const NATIVE_CODE = '[native code]';
/** How SpiderMonkey marks what called an asynchronous function: `async*f`, `promise callback*f`, `setTimeout handler*f`. */
const ASYNC_MARK = /^[\w ]+\*/;
/** What JavaScriptCore calls the code of a file. */
const CODE_OF_FILE = /^(?:global|eval|module) code$/;
const PLACE = /^(.*?)(?::(\d+))?(?::(\d+))?$/;

/** One frame a line: `name@file:line:column`. */
export function parseNativeStack(stack: string): Frame[] {
  return stack
    .split('\n')
    .filter((line) => line !== '')
    .map(parseFrame);
}

/** Whether a text is a stack of these engines and not one that a program wrote. An empty one has no frames. */
export function isNativeStack(stack: string): boolean {
  return stack.split('\n').every((line) => line === '' || (!/^\s/.test(line) && line.includes('@')));
}

function parseFrame(text: string): Frame {
  // A name may hold an `@` where a method is called so, an address may too: names are shorter.
  const at = text.indexOf('@');
  const called = at < 0 ? text : text.slice(0, at);
  const [, file = '', line, column] = PLACE.exec(at < 0 ? '' : text.slice(at + 1)) ?? [];
  return {
    name: functionName(called.replace(ASYNC_MARK, '')),
    file: file === '' || file === NATIVE_CODE ? undefined : file,
    line: line === undefined ? undefined : Number(line),
    column: column === undefined ? undefined : Number(column),
    isAsync: ASYNC_MARK.test(called) || called.startsWith('async '),
  };
}

/**
 * As V8 names a function. SpiderMonkey guesses: `outer/inner` of one inside another, `outer/<` of one without a name,
 * `Owner.prototype.method` of what was assigned there.
 */
function functionName(called: string): string {
  if (CODE_OF_FILE.test(called)) return '';
  const name = called.replace(/^async /, '');
  if (/[/<]$/.test(name)) return '';
  return name.slice(name.lastIndexOf('/') + 1).replace('.prototype.', '.');
}
