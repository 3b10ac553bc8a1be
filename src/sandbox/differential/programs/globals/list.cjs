// The names of the global object.
const { inspect } = require('node:util');
const names = Object.getOwnPropertyNames(globalThis)
  .filter((name) => !/Storage$/.test(name))
  .sort();
for (const name of names)
  console.log(name, typeof globalThis[name], Object.getOwnPropertyDescriptor(globalThis, name).enumerable);
console.log(
  Object.keys(globalThis),
  inspect(globalThis.navigator),
  Object.getPrototypeOf(globalThis) === Object.prototype,
);
