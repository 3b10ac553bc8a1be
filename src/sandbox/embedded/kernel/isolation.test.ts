/** What a program can reach: nothing of the browser that leads out of its worker. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPage, type TestPage } from './test-page.ts';

let page: TestPage;
beforeAll(async () => {
  page = await openTestPage();
});
afterAll(() => page[Symbol.asyncDispose]());

/** Goes through everything that hangs on the global object and on Node's modules, and tells what is the browser's. */
const WALK = `
process.on('unhandledRejection', () => {}).on('warning', () => {});
const NATIVE = /\\{\\s*\\[native code\\]\\s*\\}$/;
const FORBIDDEN = new Set(['fetch', 'postMessage', 'importScripts', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'Worker',
  'SharedWorker', 'WebTransport', 'BroadcastChannel', 'MessagePort', 'MessageChannel', 'indexedDB', 'open', 'sendBeacon',
  'createObjectURL', 'estimate', 'request', 'WorkerNavigator', 'WorkerLocation', 'RTCPeerConnection']);
const seen = new Set();
const found = new Set();
const queue = [];
const visit = (value, path) => {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
  seen.add(value);
  queue.push([value, path]);
};
visit(globalThis, 'globalThis');
visit(process, 'process');
const { builtinModules } = require('node:module');
for (const id of builtinModules) {
  try { visit(require(id), id); } catch {}
}
for (let next; (next = queue.shift()); ) {
  const [value, path] = next;
  if (typeof value === 'function' && FORBIDDEN.has(value.name) && NATIVE.test(Function.prototype.toString.call(value)))
    found.add(path + ' is ' + value.name);
  const tag = Object.prototype.toString.call(value);
  if (/MessagePort|Worker(Navigator|Location)/.test(tag) && !/prototype/.test(path))
    found.add(path + ' is ' + tag);
  for (const key of Reflect.ownKeys(value)) {
    const at = path + '.' + String(key);
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    visit(descriptor.value, at);
    visit(descriptor.get, at + ' get');
    visit(descriptor.set, at + ' set');
    if (descriptor.get) { try { visit(Reflect.apply(descriptor.get, value, []), at); } catch {} }
  }
  visit(Object.getPrototypeOf(value), path + '.__proto__');
}
console.log(JSON.stringify({ found: [...found], seen: seen.size }));
`;

describe('what a program can reach', () => {
  it('holds no way out of the worker', async () => {
    const { stdout, stderr } = await page.run({ '/app/main.cjs': WALK }, { timeoutMs: 40_000 });
    expect(stderr.replace(/^\(.*\n/gm, '')).toBe('');
    const { found, seen } = JSON.parse(stdout) as { found: string[]; seen: number };
    expect(found).toEqual([]);
    expect(seen).toBeGreaterThan(3_000);
  });

  it('has the names of Node in the global object and no others', async () => {
    const program = 'console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis).sort()))';
    const { stdout } = await page.run({ '/app/main.cjs': program });
    const own = Object.getOwnPropertyNames(globalThis);
    const names = (JSON.parse(stdout) as string[]).filter((name) => !own.includes(name));
    expect(names).toEqual([]);
  });

  it('cannot be reached through a function constructor', async () => {
    const program = `
      const names = ['postMessage', 'self', 'onmessage', 'close', 'XMLHttpRequest', 'indexedDB', 'caches', 'Worker'];
      const make = [Function, (async () => {}).constructor, (function* () {}).constructor];
      for (const Make of make) console.log(new Make('return ' + JSON.stringify(names) + '.map((n) => typeof globalThis[n]).join()').toString().length > 0);
      console.log(new Function('return [' + names.map((n) => 'typeof ' + n).join() + '].join()')());
      console.log((0, eval)('typeof postMessage'), (function () { return this === globalThis; })());`;
    const { stdout } = await page.run({ '/app/main.cjs': program });
    expect(stdout).toContain('undefined,undefined,undefined,undefined,undefined,undefined,undefined,undefined\n');
    expect(stdout).toContain('undefined true\n');
  });

  it('loads what is not in the sandbox and refuses its use', async () => {
    const program = `
      const refused = {
        https: () => require('node:https').get('https://example.com'),
        tls: () => require('node:tls').connect(443),
        http2: () => require('node:http2').createServer(),
        worker_threads: () => new (require('node:worker_threads').Worker)('x.js'),
        cluster: () => require('node:cluster').fork(),
        dgram: () => require('node:dgram').createSocket('udp4'),
        inspector: () => require('node:inspector').open(),
        vm: () => require('node:vm').runInNewContext('1'),
      };
      for (const [name, use] of Object.entries(refused)) {
        try { use(); console.log(name, 'works'); } catch (error) { console.log(name, error.code); }
      }
      console.log(require('node:worker_threads').isMainThread, require('node:cluster').isPrimary);`;
    const { stdout } = await page.run({ '/app/main.cjs': program });
    expect(stdout.match(/ERR_SANDBOX_UNSUPPORTED/g)).toHaveLength(8);
    expect(stdout).toMatch(/true true\n$/);
  });
});
