// WebAssembly that compiles in the background: the program stays alive for it, and goes on in a turn of its own.
const MODULE = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  127,
  3,
  2,
  1,
  0,
  7,
  5,
  1,
  1,
  102,
  0,
  0,
  10,
  6,
  1,
  4,
  0,
  65,
  42,
  11,
);
const order = [];
const told = (error) => [
  error.constructor.name,
  error.message.split(':')[0],
  error instanceof WebAssembly.CompileError,
];

for (const name of ['compile', 'instantiate', 'validate']) {
  const made = WebAssembly[name];
  console.log(name, made.name, made.length, /\[native code\]/.test(String(made)), Object.hasOwn(made, 'prototype'));
  console.log(Object.getOwnPropertyDescriptor(WebAssembly, name));
}
const compiled = WebAssembly.compile(MODULE).then((module) => {
  order.push('compiled');
  process.nextTick(() => order.push('tick'));
  queueMicrotask(() => order.push('job'));
  return module;
});
order.push('asked');
console.log(compiled instanceof Promise, WebAssembly.Module.exports(await compiled));
await new Promise(setImmediate);
console.log(order);
const { instance, module } = await WebAssembly.instantiate(MODULE);
console.log(instance.exports.f(), module instanceof WebAssembly.Module);
console.log((await WebAssembly.instantiate(module)).exports.f());
console.log(await WebAssembly.compile(MODULE.subarray(0, 9)).catch(told));
console.log(await WebAssembly.instantiate(Uint8Array.of(1)).catch(told));
console.log(await WebAssembly.compile().catch((error) => error.name));
// Nothing else holds the process.
WebAssembly.instantiate(MODULE).then(({ instance: last }) => console.log('at last', last.exports.f()));
