/**
 * Stack traces as Node shows them. The program's files and Node's library are evaluated code, so V8 calls their
 * nameless functions `eval` and knows the kernel's own frames; both are put right here. For V8 only.
 */
import { native } from './captured.ts';
import type { Host } from './host.ts';
import type { Library } from './library.ts';

interface Site {
  getFunctionName(): string | null;
  getTypeName(): string | null;
  getMethodName(): string | null;
  getFileName(): string | null;
  getScriptNameOrSourceURL(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getEvalOrigin(): string | undefined;
  getPromiseIndex(): number | null;
  getThis(): unknown;
  getFunction(): unknown;
  isNative(): boolean;
  isToplevel(): boolean;
  isConstructor(): boolean;
  isEval(): boolean;
  isAsync(): boolean;
  isPromiseAll(): boolean;
}

/** A name that V8 puts the type of its receiver before; `Server.emit` and `/path` stand alone. */
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** A frame of the program or of Node's library. */
class ProgramSite implements Site {
  readonly #site: Site;
  readonly #host: Host;

  constructor(site: Site, host: Host) {
    this.#site = site;
    this.#host = host;
  }

  getFunctionName(): string | null {
    const name = this.#site.getFunctionName();
    return name === 'eval' ? null : name;
  }
  getTypeName(): string | null {
    return this.#site.getTypeName();
  }
  getMethodName(): string | null {
    return this.#site.getMethodName();
  }
  getFileName(): string | null {
    return this.#site.getScriptNameOrSourceURL();
  }
  getScriptNameOrSourceURL(): string | null {
    return this.#site.getScriptNameOrSourceURL();
  }
  getLineNumber(): number | null {
    return this.#site.getLineNumber();
  }
  getColumnNumber(): number | null {
    const [file, line, column] = [this.getFileName(), this.getLineNumber(), this.#site.getColumnNumber()];
    return file === null || line === null || column === null ? column : this.#host.positions.column(file, line, column);
  }
  getEvalOrigin(): string | undefined {
    return undefined;
  }
  getPromiseIndex(): number | null {
    return this.#site.getPromiseIndex();
  }
  getThis(): unknown {
    return undefined;
  }
  getFunction(): unknown {
    return undefined;
  }
  isNative(): boolean {
    return this.#site.isNative();
  }
  isToplevel(): boolean {
    return this.#site.isToplevel();
  }
  isConstructor(): boolean {
    return this.#site.isConstructor();
  }
  isEval(): boolean {
    return false;
  }
  isAsync(): boolean {
    return this.#site.isAsync();
  }
  isPromiseAll(): boolean {
    return this.#site.isPromiseAll();
  }

  /** As V8's `SerializeCallSiteInfo`. */
  toString(): string {
    const isAsync = this.isAsync() ? 'async ' : '';
    if (this.isAsync() && this.isPromiseAll()) return `async Promise.all (index ${this.getPromiseIndex()})`;
    const call = this.#call();
    return call === '' ? `${isAsync}${this.#place()}` : `${isAsync}${call} (${this.#place()})`;
  }

  #call(): string {
    const name = this.getFunctionName() ?? '';
    if (this.isConstructor()) return `new ${name === '' ? '<anonymous>' : name}`;
    const isMethod = !this.isNative() && !this.isToplevel();
    if (!isMethod) return name;
    const type = this.getTypeName();
    const method = this.getMethodName() ?? '';
    const owner = type === null ? '' : `${type}.`;
    if (name === '') return `${owner}${method === '' ? '<anonymous>' : method}`;
    const isNamedAfterMethod =
      method === '' || name === method || name.endsWith(`.${method}`) || name.endsWith(` ${method}`);
    return `${IDENTIFIER.test(name) ? owner : ''}${name}${isNamedAfterMethod ? '' : ` [as ${method}]`}`;
  }

  #place(): string {
    if (this.isNative()) return 'native';
    const file = this.getFileName();
    const [line, column] = [this.getLineNumber(), this.getColumnNumber()];
    if (file === null) return '<anonymous>';
    return `${file}${line === null ? '' : `:${line}${column === null ? '' : `:${column}`}`}`;
  }
}

/** Leaves the kernel's frames out, and the built-in functions it called the program through. */
function programSites(host: Host, sites: readonly Site[]): ProgramSite[] {
  const kept: Site[] = [];
  for (const site of sites) {
    if (site.getScriptNameOrSourceURL() !== native.script) kept.push(site);
    else while (kept.length > 0 && kept.at(-1)?.getScriptNameOrSourceURL() === null) kept.pop();
  }
  return kept.map((site) => new ProgramSite(site, host));
}

type Prepare = (error: object, sites: readonly Site[]) => unknown;

/** A formatter of the program's own gets the frames that are put right, too: V8 reads it through this accessor. */
function letProgramPrepare(host: Host, standard: Prepare): void {
  const wrapped = new WeakSet<Prepare>([standard]);
  let prepare: unknown = standard;
  Object.defineProperty(Error, 'prepareStackTrace', {
    get: () => prepare,
    set(next: unknown) {
      if (typeof next !== 'function' || wrapped.has(next as Prepare)) {
        prepare = next;
        return;
      }
      const own: Prepare = (error, sites) => Reflect.apply(next, Error, [error, programSites(host, sites)]) as unknown;
      wrapped.add(own);
      prepare = own;
    },
    enumerable: false,
    configurable: true,
  });
}

interface ErrorsModule {
  readonly overrideStackTrace: Map<object, (error: unknown, trace: readonly unknown[]) => unknown>;
  ErrorPrepareStackTrace(error: unknown, trace: readonly unknown[]): unknown;
}

/** Puts Node's default formatter in place again, on frames that are put right. */
export function installStackTraces(host: Host, library: Library): void {
  const { overrideStackTrace, ErrorPrepareStackTrace } = library.require('internal/errors') as ErrorsModule;
  const prepare = (error: object, sites: readonly Site[]): unknown => {
    const trace = programSites(host, sites);
    const override = overrideStackTrace.get(error);
    if (!override) return ErrorPrepareStackTrace(error, trace);
    overrideStackTrace.delete(error);
    return override(error, trace);
  };
  Object.defineProperty(prepare, 'name', { value: 'prepareStackTrace' });
  letProgramPrepare(host, prepare);
}
