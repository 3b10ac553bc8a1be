/** Ways to what is kept on the device, and to other windows and workers. */
import type { Probe } from './probe.ts';

export const STORAGE: readonly Probe[] = [
  {
    name: "the page's drafts in IndexedDB",
    program: `say(browsers('indexedDB', 'IDBFactory', 'IDBDatabase', 'webkitIndexedDB'));`,
    says: [[]],
  },
  {
    name: 'caches',
    program: `say(browsers('caches', 'Cache', 'CacheStorage'));`,
    says: [[]],
  },
  {
    name: "the page's localStorage and sessionStorage",
    program: `
      const kept = [];
      for (const name of ['localStorage', 'sessionStorage']) for (const [, it] of reach(name)) {
        try { kept.push(it?.getItem?.('draft') ?? null); it?.setItem?.('draft', 'stolen'); } catch {}
      }
      say(kept.filter((it) => it !== null));
      say(browsers('localStorage', 'sessionStorage', 'Storage').filter((it) => !/^(local|session)Storage/.test(it)));`,
    says: [[], []],
  },
  {
    name: 'cookies',
    program: `say([...browsers('cookieStore', 'CookieStore'), typeof document, typeof cookieStore]);`,
    says: [['undefined', 'undefined']],
  },
  {
    name: 'the origin private file system, quotas and buckets',
    program: `
      say([navigator, ...reach('navigator').map(([, it]) => it)].every((it) => it.storage === undefined && it.storageBuckets === undefined));
      say(browsers('StorageManager', 'FileSystemDirectoryHandle', 'FileSystemSyncAccessHandle', 'webkitRequestFileSystemSync'));`,
    says: [true, []],
  },
  {
    name: "the page's broadcast channel",
    program: `
      for (const [, Channel] of reach('BroadcastChannel')) {
        try { const channel = new Channel('drafts'); channel.postMessage('stolen'); channel.close?.(); } catch {}
      }
      say(browsers('BroadcastChannel'));
      process.exitCode = 0;
      setImmediate(() => process.exit());`,
    says: [[]],
  },
  {
    name: "the browser's locks",
    program: `
      fails(() => navigator.locks.request('drafts', { ifAvailable: true }, () => new Promise(() => {})));
      say(browsers('LockManager', 'Lock').length);
      setImmediate(() => process.exit());`,
    says: [0],
  },
  {
    name: 'the parent, the top, the opener and their documents',
    program: `say(['parent', 'top', 'opener', 'window', 'frames', 'self', 'document', 'frameElement'].filter((it) => reach(it).length > 0));`,
    says: [[]],
  },
  {
    name: 'messages to the frame, in the words of the broker',
    program: `
      for (const [, post] of reach('postMessage')) for (const message of [
        { type: 'spawn', pid: 9, entry: '/duplex/parent.cjs', args: [], env: {}, cwd: '/', stdio: null },
        { type: 'kill', pid: 1, signal: 'SIGKILL' }, { type: 'exit', code: 0, signal: null },
      ]) { try { post(message); } catch {} }
      say(browsers('postMessage', 'close', 'reportError', 'dispatchEvent'));`,
    says: [[]],
  },
  {
    name: 'messages to the worker, by handlers on the global object',
    program: `
      const heard = [];
      for (const type of ['message', 'messageerror', 'error', 'unhandledrejection', 'rejectionhandled', 'languagechange']) {
        globalThis['on' + type] = (event) => { heard.push(type); event?.stopImmediatePropagation?.(); };
        for (const [, listen] of reach('addEventListener')) { try { listen(type, () => heard.push(type)); } catch {} }
      }
      process.on('unhandledRejection', () => {}).on('uncaughtException', () => {});
      Promise.reject(new Error('rejected'));
      setImmediate(() => { throw new Error('thrown'); });
      require('node:net').connect(4321).end('x').on('data', () => {}).on('close', () => setTimeout(() => say(heard), 20));`,
    says: [[]],
  },
];
