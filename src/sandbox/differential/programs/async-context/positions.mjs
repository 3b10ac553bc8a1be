// Columns of stack traces in a program whose functions are rewritten.
import { AsyncLocalStorage } from 'node:async_hooks';

const als = new AsyncLocalStorage();
const at = (e) =>
  e.stack
    .split('\n')
    .slice(0, 4)
    .map((l) => l.replace(/\(?file:.*\//, ''))
    .filter((l) => !l.includes('task_queues'))
    .join(' | ');
async function deep() {
  await null;
  const e = new Error('deep');
  throw e;
}
async function middle() {
  const x = [await null, await deep(), 1];
  return x;
}
const arrow = async (a) => (await a, await middle());
try {
  await als.run(1, () => arrow(null));
} catch (e) {
  console.log(at(e));
}
try {
  await (async () => {
    for await (const x of [1]) {
      null.f;
    }
  })();
} catch (e) {
  console.log(at(e));
}
try {
  await Promise.all([null, arrow(1)]);
} catch (e) {
  console.log(at(e));
}
class K {
  async m() {
    await null;
    undefinedName;
  }
}
await new K().m().catch((e) => console.log(at(e)));
const r = await new Promise((resolve) =>
  setTimeout(async () => {
    await null;
    resolve(at(new Error('timer')));
  }),
);
console.log(r);
await null;
await (async () => {
  await null;
  throw new TypeError('uncaught');
})();
