/**
 * What stands in place of files of Node's library. build/sandbox/node-library.ts reads the quoted ids of `REPLACED`
 * and leaves Node's text of them out of the worker.
 */
import facts from 'duplex:node-facts';
import type { Host } from '../kernel/host.ts';
import type { LibraryRequire, Replacement } from '../kernel/library.ts';
import { createCryptoModule } from './crypto.ts';
import { SandboxUnsupportedError, unsupportedClass, unsupportedFunction, unsupportedModule } from './unsupported.ts';

/** An id of the library, which knows no `node:` prefix. */
const CRYPTO = 'crypto';
const WORKER_IO = 'internal/worker/io';
const nothing = () => ({});

const REPLACED: Readonly<Record<string, (host: Host, require: LibraryRequire) => unknown>> = {
  // Node's child_process tells datagram sockets by it.
  'internal/dgram': () => ({ kStateSymbol: Symbol('state symbol') }),
  'internal/worker': () => ({ isMainThread: true, isInternalThread: false, threadId: 0, Worker: refuse('Worker')[1] }),
  'internal/webworker': () => ({ Worker: refuse('Worker')[1] }),
  crypto: (host) => createCryptoModule(host.kernel),
  'internal/crypto/webcrypto': (_host, require) => {
    const { webcrypto } = require(CRYPTO) as { webcrypto: Crypto };
    return {
      crypto: webcrypto,
      webcrypto,
      Crypto: webcrypto.constructor,
      SubtleCrypto: webcrypto.subtle.constructor,
      CryptoKey: refuse('CryptoKey')[1],
    };
  },
  'internal/wasm_web_api': nothing,
  'internal/deps/minimatch/index': () => {
    throw new SandboxUnsupportedError('A glob pattern');
  },
  // The module itself is a function.
  test: () => Object.assign(unsupportedFunction('node:test'), unsupportedModule('test')),
  // There is one thread, and no other for an object to go to.
  worker_threads: (_host, require) => ({
    ...unsupportedModule('worker_threads'),
    ...portsOf(require),
    markAsUncloneable: () => {},
    markAsUntransferable: () => {},
    isMarkedAsUntransferable: () => false,
    setEnvironmentData: () => {},
    getEnvironmentData: () => undefined,
  }),
  'internal/webstorage': () => ({ Storage: refuse('Storage')[1], localStorage: undefined, sessionStorage: undefined }),
  'internal/zip': () => ({
    ZipEntry: withStatics('ZipEntry', ['read', 'create', 'createSync', 'createStream', 'createSymlink']),
    ZipFile: withStatics('ZipFile', ['open', 'openSync']),
    ZipBuffer: unsupportedClass('zlib.ZipBuffer'),
    createZipArchive: unsupportedFunction('zlib.createZipArchive'),
    createZipArchiveSync: unsupportedFunction('zlib.createZipArchiveSync'),
    zipFiles: unsupportedFunction('zlib.zipFiles'),
    getMaxZipContentSize: unsupportedFunction('zlib.getMaxZipContentSize'),
    setMaxZipContentSize: unsupportedFunction('zlib.setMaxZipContentSize'),
  }),
};

/** Both ends of a channel may be in one process. */
function portsOf(require: LibraryRequire): Record<string, unknown> {
  const io = require(WORKER_IO) as Record<string, unknown>;
  const names = ['BroadcastChannel', 'MessageChannel', 'MessagePort', 'receiveMessageOnPort'];
  return Object.fromEntries(names.map((name) => [name, io[name]]));
}

function refuse(name: string): [string, unknown] {
  return [name, unsupportedClass(name)];
}

function withStatics(name: string, methods: readonly string[]): object {
  const entries = methods.map((method) => [method, unsupportedFunction(`zlib.${name}.${method}`)]);
  return Object.assign(unsupportedClass(`zlib.${name}`), Object.fromEntries(entries));
}

/** All replacements, of this folder and of the modules that only load. */
export function createReplacements(host: Host): Record<string, Replacement> {
  const table: Record<string, Replacement> = {};
  for (const id of Object.keys(facts.shapes)) table[id] = () => unsupportedModule(id);
  for (const [id, make] of Object.entries(REPLACED)) table[id] = (require) => make(host, require);
  return table;
}
