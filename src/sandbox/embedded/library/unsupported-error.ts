/** What a sandbox answers to those who use what it has not. */

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
