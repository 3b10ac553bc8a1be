/** A frame as V8 shows it to `Error.prepareStackTrace`. What the engine does not tell is answered as V8 answers of a plain function. */
import type { Frame } from './native-stack.ts';

export class CallSite {
  readonly #frame: Frame;

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  getFunctionName(): string | null {
    return this.#frame.name === '' ? null : this.#frame.name;
  }
  getTypeName(): string | null {
    return null;
  }
  getMethodName(): string | null {
    return null;
  }
  getFileName(): string | null {
    return this.#frame.file ?? null;
  }
  getScriptNameOrSourceURL(): string | null {
    return this.#frame.file ?? null;
  }
  getScriptHash(): string {
    return '';
  }
  getLineNumber(): number | null {
    return this.#frame.line ?? null;
  }
  getColumnNumber(): number | null {
    return this.#frame.column ?? null;
  }
  getEnclosingLineNumber(): number {
    return 0;
  }
  getEnclosingColumnNumber(): number {
    return 0;
  }
  getPosition(): number {
    return 0;
  }
  getEvalOrigin(): string | undefined {
    return undefined;
  }
  getPromiseIndex(): number | null {
    return null;
  }
  getThis(): undefined {
    return undefined;
  }
  getFunction(): undefined {
    return undefined;
  }
  isNative(): boolean {
    return false;
  }
  isToplevel(): boolean {
    return true;
  }
  isConstructor(): boolean {
    return false;
  }
  isEval(): boolean {
    return false;
  }
  isAsync(): boolean {
    return this.#frame.isAsync;
  }
  isPromiseAll(): boolean {
    return false;
  }

  toString(): string {
    const { name, file, line, column, isAsync } = this.#frame;
    const place = [file ?? '<anonymous>', line, column].filter((part) => part !== undefined).join(':');
    return `${isAsync ? 'async ' : ''}${name === '' ? place : `${name} (${place})`}`;
  }
}
