/** What the crypto module takes from Node's own library: argument checks, errors, Buffer, streams. */
import type { Kernel } from '../kernel/kernel.ts';

type ErrorClass = new (...details: unknown[]) => Error;

export interface Validators {
  validateString(value: unknown, name: string): asserts value is string;
  validateNumber(value: unknown, name: string): asserts value is number;
  validateBoolean(value: unknown, name: string): asserts value is boolean;
  validateFunction(value: unknown, name: string): asserts value is (...args: unknown[]) => unknown;
  validateObject(value: unknown, name: string): asserts value is Record<string, unknown>;
  validateInt32(value: unknown, name: string, min?: number): asserts value is number;
  validateUint32(value: unknown, name: string): asserts value is number;
  validateInteger(value: unknown, name: string, min?: number, max?: number): asserts value is number;
  validateEncoding(text: string, encoding: unknown): void;
}

export interface NodeBuffer extends Uint8Array {
  toString(encoding?: string): string;
}

interface BufferModule {
  readonly Buffer: {
    from(bytes: ArrayBufferLike | Uint8Array): NodeBuffer;
    alloc(size: number): NodeBuffer;
    allocUnsafeSlow(size: number): NodeBuffer;
    isEncoding(name: unknown): boolean;
  };
  readonly kMaxLength: number;
}

/** A stream that becomes one only when it is used as one. */
export interface LazyTransform {
  push(chunk: unknown): boolean;
}

export interface NodeParts {
  readonly kernel: Kernel;
  readonly codes: Readonly<Record<string, ErrorClass>>;
  /** Has to be annotated where it is used: assertion signatures ask for it. */
  readonly validators: Validators;
  readonly buffer: BufferModule;
  readonly LazyTransform: new (options?: unknown) => LazyTransform;
}

export function nodeParts(kernel: Kernel): NodeParts {
  return {
    kernel,
    codes: (kernel.requireBuiltin('internal/errors') as { codes: Record<string, ErrorClass> }).codes,
    validators: kernel.requireBuiltin('internal/validators') as Validators,
    buffer: kernel.requireBuiltin('buffer') as BufferModule,
    LazyTransform: kernel.requireBuiltin('internal/streams/lazy_transform') as NodeParts['LazyTransform'],
  };
}

/** One of Node's errors, by code. */
export function nodeError(node: NodeParts, code: string, ...details: unknown[]): Error {
  const NodeError = node.codes[code];
  return NodeError ? new NodeError(...details) : new Error(code);
}

/** An error as OpenSSL's, which come from C++: the message is given, with its code if it has one. */
export function openSslError(message: string, properties: Readonly<Record<string, string>> = {}): Error {
  return Object.assign(new Error(message), properties);
}

export function isArrayBuffer(value: unknown): value is ArrayBufferLike {
  return (
    value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer)
  );
}

/** The result to the callback in a later turn of the loop, as a job of Node's thread pool gives it. */
export function deliver<T>(
  { kernel }: NodeParts,
  label: string,
  compute: () => T,
  callback: (error: unknown, result?: T) => unknown,
): void {
  const done = kernel.job(label);
  kernel.post(() => {
    done();
    let result: T;
    try {
      result = compute();
    } catch (error) {
      callback(error);
      return;
    }
    callback(null, result);
  }, kernel.context());
}
