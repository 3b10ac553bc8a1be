/** Ways back to the browser's own functions from what the language and Node give. */
import type { Probe } from './probe.ts';

const BROWSERS_OWN = `['postMessage', 'importScripts', 'XMLHttpRequest', 'indexedDB', 'caches', 'Worker', 'MessageChannel', 'MessagePort', 'close', 'self', 'name', 'location']`;

export const REALM: readonly Probe[] = [
  {
    name: 'constructors of functions',
    program: `
      const classes = [Function, (async () => {}).constructor, (function* () {}).constructor, (async function* () {}).constructor];
      const found = [];
      for (const make of classes) for (const name of ${BROWSERS_OWN}) {
        const made = make('yes', 'return yes(typeof ' + name + ')');
        Promise.resolve(made((type) => found.push(type)).next?.()).catch(() => {});
      }
      setImmediate(() => say(found.filter((type) => type !== 'undefined' ).length));`,
    // Node's own MessageChannel and MessagePort, in the four kinds.
    says: [8],
  },
  {
    name: 'indirect eval, with and without strictness',
    program: `say(${BROWSERS_OWN}.filter((name) => browsers(name).length > 0 || [eval, (0, eval)].some((it) => it('typeof globalThis["' + name + '"] === "object"'))));`,
    says: [[]],
  },
  {
    name: 'other realms: ShadowRealm, contexts of node:vm, frames',
    program: `(async () => {
      const vm = require('node:vm');
      say(typeof ShadowRealm);
      say(await fails(() => vm.runInNewContext('1')));
      say(await fails(() => vm.createContext({})));
      say(vm.runInThisContext('[typeof postMessage, typeof Worker, typeof importScripts]'));
      say(await fails(() => new vm.SourceTextModule('1')));
    })();`,
    says: [
      'undefined',
      'ERR_SANDBOX_UNSUPPORTED',
      'ERR_SANDBOX_UNSUPPORTED',
      ['undefined', 'undefined', 'undefined'],
      'TypeError',
    ],
  },
  {
    name: 'what WebAssembly imports, exports and streams',
    program: `(async () => {
      say([typeof WebAssembly.compileStreaming === 'function' && await fails(() => WebAssembly.compileStreaming(LEAK))].includes('done'));
      // (module (import "a" "b" (func)) (start 0))
      const bytes = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 98, 0, 0, 8, 1, 0);
      let self;
      await WebAssembly.instantiate(bytes, { a: { b() { self = this; } } });
      say(self === undefined || self === globalThis);
      const memory = new WebAssembly.Memory({ initial: 1 });
      say(browsers('postMessage', 'close', 'self').length + Reflect.ownKeys(Object.getPrototypeOf(memory)).filter((key) => /post/.test(String(key))).length);
    })();`,
    says: [false, true, 0],
  },
  {
    name: 'structuredClone of things of the browser',
    program: `(async () => {
      say(await fails(() => { const { port1 } = new (require('node:worker_threads').MessageChannel)(); structuredClone(port1, { transfer: [port1] }); }));
      for (const value of [globalThis, navigator, performance, process.stdout])
        say(Object.getPrototypeOf((() => { try { return structuredClone(value); } catch (error) { return error; } })())?.constructor?.name);
      try { structuredClone(() => {}); } catch (error) {
        say(error.constructor === DOMException && error.constructor.constructor === Function && error instanceof Error);
      }
    })();`,
    // A port of the sandbox's own is none of the browser's: 25 is DataCloneError.
    says: [25, 'DOMException', 'Object', 'Object', 'DOMException', true],
  },
  {
    name: "frames of the stack: getThis, getFunction and the address of the kernel's script",
    program: `
      const found = new Set();
      const addresses = new Set();
      Error.prepareStackTrace = (error, sites) => {
        for (const site of sites) {
          const file = String(site.getScriptNameOrSourceURL?.());
          if (file.startsWith('/app/')) continue;
          if (file.startsWith('blob:')) addresses.add(file);
          for (const get of ['getThis', 'getFunction', 'getEvalOrigin']) {
            const it = site[get]?.();
            if ((typeof it === 'object' || typeof it === 'function') && it !== null && it !== globalThis) found.add(get + ' of ' + site);
          }
        }
        return '';
      };
      const looks = () => void new Error('x').stack;
      looks();
      process.nextTick(looks);
      setTimeout(looks, 1);
      setImmediate(looks);
      queueMicrotask(looks);
      require('node:net').connect(4321).on('data', looks).on('close', async () => {
        say([...found]);
        for (const address of addresses) say((await fails(() => import(address))) === 'done');
        for (const address of addresses) say((await fails(() => new Function('at', 'return import(at)')(address))) === 'done');
        say(browsers('postMessage', 'MessagePort'));
        process.exit();
      }).end('x');
      // The browser's own import is none that the loop waits for.
      setInterval(() => {}, 1000);
      [1].map(looks);`,
    // No frame tells the address of a script of the kernel's.
    says: [[], []],
  },
  {
    name: 'the errors that the browser throws',
    program: `(async () => {
      const acts = [
        () => new TextDecoder('x'), () => new TextDecoder('utf8', { fatal: true }).decode(Uint8Array.of(255)), () => new URL('x'), () => structuredClone(Symbol()),
        () => atob('*'), () => null.x, () => new Array(-1), () => 'x'.repeat(-1), () => JSON.parse('{'), () => decodeURI('%'), () => import('blob:null/0'),
        () => crypto.subtle.digest('x', new Uint8Array(1)), () => AbortSignal.abort().throwIfAborted(), () => new WebAssembly.Module(new Uint8Array(1)),
        () => (function f() { f(); })(), () => 1n / 0n, () => new Blob([{ toString: null }]), () => performance.mark({ toString: null }),
      ];
      const wrong = [];
      for (const act of acts) try { await act(); } catch (error) {
        const maker = error.constructor.constructor;
        if (maker('return typeof postMessage')() !== 'undefined' || Object.getPrototypeOf(maker) !== Function.prototype) wrong.push(String(act));
      }
      say(wrong);
    })();`,
    says: [[]],
  },
  {
    name: "Node's internals, which know the kernel",
    program: `(async () => {
      for (const id of ['internal/bootstrap/realm', 'internal/net', 'internal/options', 'internal/test/binding']) say(await fails(() => require(id)));
      for (const name of ['natives', 'tcp_wrap', 'pipe_wrap', 'process_wrap', 'messaging', 'worker', 'contextify', 'fs', 'stream_wrap'])
        try { say(Object.keys(process.binding(name)).filter((key) => /^(message)?port$|postmessage/i.test(key)).length); } catch { say(0); }
      say([process.mainModule?.require, require.cache, module.constructor._load].some((it) => it === undefined));
      say(Reflect.ownKeys(process).concat(Reflect.ownKeys(globalThis)).map(String).filter((key) => /duplex|kernel|host/i.test(key)));
    })();`,
    says: [...Array<string>(4).fill('MODULE_NOT_FOUND'), ...Array<number>(9).fill(0), false, []],
  },
];
