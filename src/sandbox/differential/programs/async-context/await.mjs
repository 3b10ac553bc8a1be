// The store across native await, in every form of function.
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const als = new AsyncLocalStorage();
const log = (label) => console.log(label, als.getStore());
const fails = async () => {
  await null;
  throw new Error('x');
};
const arrow = async (x) => als.getStore() + (await x);
const paren = async () => ({ store: (await null, als.getStore()) });
async function plain(name) {
  'use strict';
  log(`${name} 1`);
  await null;
  log(`${name} 2`);
  await sleep(2);
  log(`${name} 3`);
  try {
    await fails();
  } catch {
    log(`${name} caught`);
  } finally {
    await null;
    log(`${name} finally`);
  }
  try {
    await fails();
  } catch (e) {
    log(`${name} ${e.message}`);
  }
  return await arrow(Promise.resolve('!'));
}
class C {
  static async make() {
    await null;
    log('static');
    return new C();
  }
  async method() {
    await null;
    log('method');
    return this;
  }
  async *gen() {
    await null;
    log('gen 1');
    yield 1;
    log('gen 2');
    await null;
    log('gen 3');
    yield 2;
  }
  field = async () => {
    await null;
    log('field');
  };
}
await Promise.all([als.run('a', () => plain('A')), als.run('b', () => plain('B')), plain('none')]).then((r) =>
  console.log(r),
);
await als.run('c', async () => {
  const c = await (await C.make()).method();
  await c.field();
  for await (const x of c.gen()) {
    log(`loop ${x}`);
    await null;
    log(`loop ${x} again`);
  }
  log('after loop');
  outer: for await (const x of [1, sleep(1, 2), 3]) {
    for await (const y of [x]) {
      if (y === 2) continue outer;
      log(`y ${y}`);
    }
    log('end of round');
  }
  log('after loops');
  for await (const x of [1]) log('no block');
  try {
    for await (const x of [fails()]) log('never');
  } catch {
    log('loop failed');
  }
  console.log(await paren());
  const f = async () => await await (async () => (await null, als.getStore()))();
  console.log(await f(), await Promise.race([f(), sleep(50, 'slow')]));
});
log('top level');
als.enterWith('entered');
log('entered');
await null;
log('entered, after await');
async function enters() {
  als.enterWith('from callee');
  await null;
  log('callee');
}
await enters();
log('after callee');
await als.exit(async () => {
  await null;
  log('exited');
});
log('after exit');
async function* counted() {
  try {
    yield 1;
    log('resumed');
    yield 2;
  } finally {
    await null;
    log('closing');
  }
}
await als.run('d', async () => {
  for await (const x of counted()) {
    log(x);
    if (x === 2) break;
  }
  log('broken');
});
const nothing = async () => {};
await als.run('e', async () => {
  await nothing(), await nothing();
  log('comma');
  if ((await null) ?? true) log('if');
});
