// The store in then, catch and finally callbacks, in thenables and in combinators.
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const { promisify, callbackify } = require('node:util');
const { EventEmitter, once, on } = require('node:events');
const als = new AsyncLocalStorage({ defaultValue: 'default', name: 'mine' });
const log = (label) => console.log(label, als.getStore());
console.log(als.name);
const shared = new Promise((resolve) => setTimeout(resolve, 5, 'v'));
async function main() {
  als.run(1, () =>
    shared
      .then((v) => {
        log(`then ${v}`);
        return Promise.reject(new Error('r'));
      })
      .catch(() => log('catch'))
      .finally(() => log('finally')),
  );
  als.run(2, () => shared.then(() => log('second')));
  shared.then(() => log('none'));
  await shared;
  log('after shared');
  await als.run(3, async () => {
    await {
      then(resolve) {
        log('thenable');
        setTimeout(() => {
          log('its timer');
          resolve();
        }, 1);
      },
    };
    log('after thenable');
    await Promise.all(
      [1, 2].map(async (x) => {
        await null;
        log(`all ${x}`);
      }),
    );
    const { promise, resolve } = Promise.withResolvers();
    als.run(4, () => setTimeout(resolve, 1));
    await promise;
    log('resolved elsewhere');
    await promisify((cb) =>
      setTimeout(() => {
        log('promisified');
        cb(null);
      }, 1),
    )();
    callbackify(async () => {
      await null;
      log('callbackified');
    })(() => log('callback'));
    const e = new EventEmitter();
    setTimeout(() => als.run(5, () => e.emit('x', 1)), 2);
    await once(e, 'x');
    log('once');
    als.run(6, () => e.on('y', () => log('listener')));
    als.run(7, () => e.emit('y'));
    const r = als.run(8, () => new AsyncResource('R'));
    await r.runInAsyncScope(async () => {
      await null;
      log('resource');
    });
    const bound = als.run(9, () =>
      AsyncLocalStorage.bind(async (x) => {
        await null;
        log(`bound ${x}`);
      }),
    );
    await bound('x');
    const snap = als.run(10, () => AsyncLocalStorage.snapshot());
    await snap(async () => {
      await null;
      log('snapshot');
    });
    {
      using scope = als.withScope(11);
      log('scope');
      await null;
      log('scope after await');
    }
    log('after scope');
    queueMicrotask(() => log('microtask'));
    await null;
    process.nextTick(() => log('tick'));
    await new Promise(setImmediate);
    {
      await using d = {
        async [Symbol.asyncDispose]() {
          await null;
          log('disposed');
        },
      };
      log('using');
    }
    log('after using');
  });
  log('end');
}
main();
