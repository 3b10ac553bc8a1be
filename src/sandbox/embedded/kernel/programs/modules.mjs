// An ES module with top-level await over streams, events, timers and signals.
import { EventEmitter, once } from 'node:events';
import { PassThrough, pipeline, Readable, Transform } from 'node:stream';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('job'));
console.log(typeof require, this);
await sleep(3);
await immediate();

const emitter = new EventEmitter();
setTimeout(() => emitter.emit('ready', 1, 2), 1);
console.log(await once(emitter, 'ready'));

const upper = new Transform({ transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()) });
const chunks = [];
for await (const chunk of Readable.from(['a', 'b']).pipe(upper)) chunks.push(String(chunk));
console.log(chunks);
await promisify(pipeline)(Readable.from([Buffer.from('zz')]), new PassThrough(), async (source) => {
  for await (const chunk of source) console.log('piped', chunk);
});

const controller = new AbortController();
setTimeout(() => controller.abort(), 2);
try {
  await sleep(1000, null, { signal: controller.signal });
} catch (error) {
  console.log(error.name, error.code, error.message);
}
const timer = setTimeout(() => {}, 100_000);
console.log(timer.hasRef(), timer.unref().hasRef());
console.log(await Promise.race([sleep(500, 'slow', { ref: false }), sleep(1, 'fast')]));
