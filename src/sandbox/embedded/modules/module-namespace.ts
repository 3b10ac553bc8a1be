/** Module namespace objects. ECMA-262, 10.4.6; a plain object stands for the exotic one, which only an engine can make. */

/** @param names sorted @param read throws when the binding has no value yet */
export function createNamespace(names: readonly string[], read: (name: string) => unknown): object {
  const namespace: object = Object.create(null);
  for (const name of names) {
    Object.defineProperty(namespace, name, {
      enumerable: true,
      configurable: true,
      get: () => read(name),
      set() {
        throw new TypeError(`Cannot assign to property '${name}' of [object Module]`);
      },
    });
  }
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });
  return Object.preventExtensions(namespace);
}

/** Makes a plain value of a name that can no longer change: so `inspect` shows it, and reading is fast. */
export function settleName(namespace: object, name: string, value: unknown): void {
  Object.defineProperty(namespace, name, { value, writable: false, enumerable: true, configurable: false });
}

/** The order in which a namespace lists its names: by code unit. */
export function sortedNames(names: Iterable<string>): string[] {
  return [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
