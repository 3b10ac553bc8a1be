// Names, codes and messages of errors of many modules.

import assert from 'node:assert';
import { EventEmitter, on, once } from 'node:events';

const show = (e) => console.log(e.name, e.code, e.message);
await once(Object.assign(new EventEmitter(), {}), 'x', { signal: AbortSignal.abort() }).catch(show);
const e = new EventEmitter();
setTimeout(() => e.emit('error', new Error('bad')), 1);
await once(e, 'y').catch(show);
try {
  e.emit('error', 'text');
} catch (x) {
  show(x);
}
try {
  e.on('x', 5);
} catch (x) {
  show(x);
}
try {
  assert.deepStrictEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] });
} catch (x) {
  console.log(x.message);
  show(x);
}
try {
  assert(1 === 2);
} catch (x) {
  console.log(x.message);
}
try {
  assert.throws(() => {});
} catch (x) {
  show(x);
}
await assert.rejects(Promise.resolve(1)).catch(show);
try {
  Buffer.alloc(-1);
} catch (x) {
  show(x);
}
try {
  new URL('nope');
} catch (x) {
  show(x);
  console.log(x.input);
}
try {
  structuredClone(() => {});
} catch (x) {
  show(x);
}
try {
  require;
} catch (x) {
  show(x);
}
try {
  await import('nope-package');
} catch (x) {
  show(x);
}
try {
  await import('node:nope');
} catch (x) {
  show(x);
}
try {
  null.x;
} catch (x) {
  show(x);
}
try {
  undefinedThing;
} catch (x) {
  show(x);
}
