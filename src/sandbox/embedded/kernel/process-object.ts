/** The `process` object as Node's C++ makes it, before the library adds the rest. */
import facts from 'duplex:node-facts';
import { privateSymbols } from '../bindings/util.ts';
import { native } from './captured.ts';

/** Environment variables are strings, whatever is assigned. */
export function createEnvironment(
  variables: Readonly<Record<string, string>>,
  refusal: (message: string) => Error,
): Record<string, string> {
  return new native.Proxy<Record<string, string>>(
    { ...variables },
    {
      set(target, key, value: unknown) {
        if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
        // Not `String`, which takes symbols.
        target[key] = `${value as string}`;
        return true;
      },
      defineProperty(target, key, descriptor) {
        refuseDescriptor(descriptor, refusal);
        return Reflect.defineProperty(target, key, { ...descriptor, value: `${descriptor.value}` });
      },
    },
  );
}

/** What a variable of the environment cannot be. */
function refuseDescriptor(descriptor: PropertyDescriptor, refusal: (message: string) => Error): void {
  if ('get' in descriptor || 'set' in descriptor)
    throw refusal("'process.env' does not accept an accessor(getter/setter) descriptor");
  if (!descriptor.configurable || !descriptor.writable || !descriptor.enumerable)
    throw refusal("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
}

export function createProcessObject(): Record<string, unknown> {
  // biome-ignore lint/complexity/useArrowFunction: Node's `process.constructor.name` is `process`.
  const processConstructor = function () {};
  Object.defineProperty(processConstructor, 'name', { value: 'process' });
  const prototype = Object.create(Object.prototype, {
    constructor: { value: processConstructor, writable: true, configurable: true },
  }) as object;
  const program = Object.create(prototype) as Record<string | symbol, unknown>;
  const exitInfo = privateSymbols['exit_info_private_symbol'];
  if (exitInfo) program[exitInfo] = new Int32Array(3);
  const constant = (value: unknown) => ({ value, enumerable: true, writable: false, configurable: false });
  // `instanceof` holds, by which `inspect` finds the name.
  processConstructor.prototype = prototype;
  Object.defineProperties(program, {
    version: constant(facts.version),
    versions: constant(Object.freeze({ ...facts.versions })),
    arch: constant(facts.arch),
    platform: constant('linux'),
    release: constant(Object.freeze({ ...facts.release })),
  });
  // The bootstrap reads them before a program has started.
  Object.assign(program, { env: {}, argv: ['node'], execArgv: [], pid: 0, ppid: 0, execPath: '', title: 'node' });
  return program;
}
