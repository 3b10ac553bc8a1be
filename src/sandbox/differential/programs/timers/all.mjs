// Timers and timers/promises: arguments, order, refresh, disposal.
import timers, { setTimeout as st } from 'node:timers';
import tp, { setInterval as every, scheduler, setTimeout as sleep, setImmediate as soon } from 'node:timers/promises';

const t = setTimeout(() => {}, 10);
console.log(
  t.hasRef(),
  t.unref().hasRef(),
  t.ref() === t,
  typeof t[Symbol.toPrimitive](),
  t.constructor.name,
  typeof t.refresh,
);
clearTimeout(t);
clearTimeout(+setTimeout(() => console.log('never'), 1));
clearTimeout(String(+setTimeout(() => console.log('never'), 1)));
clearTimeout(undefined);
clearTimeout({});
clearInterval(null);
clearTimeout(setInterval(() => console.log('never'), 1));
try {
  setTimeout('x');
} catch (e) {
  console.log(e.code, e.message);
}
setTimeout((...a) => console.log(a), 1, 'a', 'b');
console.log(await sleep(1, 'value'), await soon('soon'));
let n = 0;
for await (const x of every(1, 'tick')) {
  console.log(x);
  if (++n === 3) break;
}
await scheduler.wait(1);
await scheduler.yield();
try {
  await sleep('x');
} catch (e) {
  console.log(e.code);
}
try {
  await sleep(1, 0, { signal: 5 });
} catch (e) {
  console.log(e.code);
}
const order = [];
const { promise: refreshed, resolve: seen } = Promise.withResolvers();
setTimeout(() => order.push(3), 3);
setTimeout(() => order.push(1), 1);
setTimeout(() => order.push(2), 2);
const r = setTimeout(() => (order.push('refreshed'), seen()), 8);
setTimeout(() => r.refresh(), 5);
await refreshed;
console.log(order);
for (const ms of [-1, NaN, 2 ** 31, Infinity, '2']) {
  const x = setTimeout(() => {}, ms);
  console.log(x._idleTimeout);
  clearTimeout(x);
}
{
  using u = setTimeout(() => console.log('never'), 1);
}
const im = setImmediate(() => console.log('never'));
clearImmediate(im);
console.log(im, setImmediate(() => {}).hasRef());
const i = setInterval(function () {
  console.log(this === i);
  clearInterval(i);
}, 1);
await sleep(10);
const z = setTimeout(() => {}, 1);
z.close();
console.log(z._destroyed, timers.promises === tp, st === setTimeout);
const o2 = [];
setTimeout(() => {
  o2.push('t1');
  setTimeout(() => o2.push('nested'));
  setImmediate(() => o2.push('imm'));
  process.nextTick(() => o2.push('tick'));
}, 1);
setTimeout(() => {
  o2.push('t2');
  Promise.resolve().then(() => o2.push('job'));
}, 1);
await sleep(20);
console.log(o2);
