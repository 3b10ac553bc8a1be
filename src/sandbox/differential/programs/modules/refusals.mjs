// Modules that a sandbox refuses to use can be loaded.
process.emitWarning = () => {};

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
for (const id of [
  'cluster',
  'worker_threads',
  'tls',
  'https',
  'http2',
  'dgram',
  'inspector',
  'vm',
  'v8',
  'repl',
  'domain',
  'trace_events',
  'wasi',
  'sqlite',
  'test',
]) {
  try {
    const m = require(`node:${id}`);
    console.log(id, Object.keys(m).length > 0);
  } catch (e) {
    console.log(id, e.code, e.message);
  }
}
const { isMainThread, threadId, workerData, parentPort } = require('worker_threads');
console.log(isMainThread, threadId, workerData, parentPort);
const { isPrimary, isWorker, isMaster } = require('cluster');
console.log(isPrimary, isWorker, isMaster);
