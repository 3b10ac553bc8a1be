/** The `process` object as Node's C++ makes it, before the library adds the rest. */
import facts from 'duplex:node-facts';
import { privateSymbols } from '../bindings/util.ts';

/** Environment variables are strings, whatever is assigned. */
export function createEnvironment(variables: Readonly<Record<string, string>>): Record<string, string> {
  return new Proxy<Record<string, string>>(
    { ...variables },
    {
      set(target, key, value: unknown) {
        if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
        target[key] = String(value);
        return true;
      },
      defineProperty(target, key, descriptor) {
        if ('value' in descriptor) descriptor.value = String(descriptor.value);
        return Reflect.defineProperty(target, key, descriptor);
      },
    },
  );
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
