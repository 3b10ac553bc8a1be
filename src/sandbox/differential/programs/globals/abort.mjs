// AbortSignal, EventTarget and events.

import { addAbortListener, getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const a = new AbortController(),
  b = new AbortController();
const any = AbortSignal.any([a.signal, b.signal]);
any.addEventListener('abort', (e) => console.log('any', e.type, any.reason, e.isTrusted));
any.onabort = () => console.log('onabort');
b.abort('because');
a.abort();
console.log(any.aborted, any.reason, a.signal.reason.name, a.signal.reason.code);
try {
  any.throwIfAborted();
} catch (e) {
  console.log(e);
}
console.log(
  AbortSignal.abort().reason.message,
  AbortSignal.any([]).aborted,
  AbortSignal.any([AbortSignal.abort(1), AbortSignal.abort(2)]).reason,
);
const t = AbortSignal.timeout(5);
t.addEventListener('abort', () => console.log(t.reason.name, t.reason.code, t.reason.message));
await sleep(20);
console.log(t.aborted);
await sleep(100, null, { signal: AbortSignal.abort('r') }).catch((e) =>
  console.log(e.name, e.code, e.cause, e.message),
);
const c = new AbortController();
sleep(100, null, { signal: c.signal }).catch((e) => console.log(e.name, e.cause?.name));
c.abort();
console.log(getEventListeners(c.signal, 'abort').length);
const d = addAbortListener(AbortSignal.abort(), () => console.log('listener'));
d[Symbol.dispose]();
try {
  new AbortSignal();
} catch (e) {
  console.log(e.name, e.code, e.message);
}
console.log(a, any, Object.prototype.toString.call(a.signal));
const et = new EventTarget();
et.addEventListener(
  'x',
  {
    handleEvent(e) {
      console.log(e.type, e.cancelable, e.defaultPrevented, e.detail);
      e.preventDefault();
    },
  },
  { once: true },
);
console.log(et.dispatchEvent(new CustomEvent('x', { cancelable: true, detail: 5 })), et.dispatchEvent(new Event('x')));
et.addEventListener('y', () => {
  throw new Error('in listener');
});
process.on('uncaughtException', (e) => console.log('uncaught', e.message));
et.dispatchEvent(new Event('y'));
console.log('after dispatch');
