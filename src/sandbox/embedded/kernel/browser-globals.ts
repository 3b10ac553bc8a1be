/**
 * The bundle's own code means these when it names a global: build/sandbox/worker.ts injects them. The global object
 * itself has Node's instead, which are the program's to replace.
 */
const browser = globalThis;

export const TextEncoder = browser.TextEncoder;
export const TextDecoder = browser.TextDecoder;
export const MessageChannel = browser.MessageChannel;
export const MessagePort = browser.MessagePort;
export const URL = browser.URL;
export const crypto = browser.crypto;
export const performance = browser.performance;
export const structuredClone = browser.structuredClone;

// What is called by these names is what it was when the worker booted, whatever a program puts in its place since.
const ownReflect = Object.freeze(ownOf(browser.Reflect));
const ownJSON = Object.freeze(ownOf(browser.JSON));

// Collections whose methods are their own: a program that replaces those of `Map.prototype` sees none of the kernel's.
class OwnMap<K, V> extends browser.Map<K, V> {}
class OwnSet<T> extends browser.Set<T> {}
class OwnWeakMap<K extends WeakKey, V> extends browser.WeakMap<K, V> {}
ownMethods(OwnMap.prototype, browser.Map.prototype);
ownMethods(OwnSet.prototype, browser.Set.prototype);
ownMethods(OwnWeakMap.prototype, browser.WeakMap.prototype);

export { OwnMap as Map, OwnSet as Set, OwnWeakMap as WeakMap, ownJSON as JSON, ownReflect as Reflect };

function ownOf<T extends object>(namespace: T): T {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(namespace)) as T;
}

function ownMethods(prototype: object, inherited: object): void {
  const { constructor: _, ...methods } = Object.getOwnPropertyDescriptors(inherited) as PropertyDescriptorMap;
  Object.defineProperties(prototype, methods);
  Object.freeze(prototype);
}
