/** Modules of Node's that a sandbox has nothing beneath: loading them does no harm, using them says so. */
import facts, { type ModuleShape } from 'duplex:node-facts';

/** `code` is stable: `ERR_SANDBOX_UNSUPPORTED`. */
export class SandboxUnsupportedError extends Error {
  readonly code = 'ERR_SANDBOX_UNSUPPORTED';
  constructor(what: string) {
    super(`${what} is not in this sandbox. Run the program with Node on your own machine to use it.`);
    Object.defineProperty(this, 'name', { value: 'Error', writable: true, configurable: true, enumerable: false });
  }
}

export function unsupportedFunction(name: string): () => never {
  const refuse = (): never => {
    throw new SandboxUnsupportedError(name);
  };
  return Object.defineProperty(refuse, 'name', { value: name.slice(name.lastIndexOf('.') + 1) });
}

export function unsupportedClass(name: string): new () => object {
  const Refuses = class {
    constructor() {
      throw new SandboxUnsupportedError(name);
    }
  };
  return Object.defineProperty(Refuses, 'name', { value: name.slice(name.lastIndexOf('.') + 1) });
}

/** A module of the shape of `id`: the same names, and plain values as they are in Node. */
export function unsupportedModule(id: string): Record<string, unknown> {
  const shape: ModuleShape = facts.shapes[id] ?? {};
  const module: Record<string, unknown> = {};
  for (const [key, kind] of Object.entries(shape)) {
    const name = `${id}.${key}`;
    if (kind === 'function') module[key] = unsupportedFunction(name);
    else if (kind === 'class') module[key] = unsupportedClass(name);
    else module[key] = kind === 'object' ? {} : kind.value;
  }
  return module;
}
