import { describe, expect, it } from 'vitest';
import { type Subject, sayings } from './harness.ts';

export function library(subject: () => Subject): void {
  describe("Node's library", () => {
    it('emits newListener only to those who listen for it', async () => {
      const program = `
        const { EventEmitter } = require('node:events');
        const emitter = new EventEmitter();
        const seen = [];
        emitter.emit = function (name, ...rest) { seen.push(name); return EventEmitter.prototype.emit.call(this, name, ...rest); };
        emitter.on('a', () => {});
        emitter.on('newListener', (name) => seen.push('new ' + name));
        emitter.on('b', () => {});
        require('./say.cjs')(seen);
      `;
      expect(await sayings(subject(), [], program)).toEqual([['newListener', 'new b']]);
    });

    it('has tracing channels', async () => {
      const program = `
        const { tracingChannel } = require('node:diagnostics_channel');
        const seen = [];
        const channel = tracingChannel('duplex');
        channel.subscribe({ start: () => seen.push('start'), end: () => seen.push('end') });
        channel.traceSync(() => seen.push('work'));
        require('./say.cjs')(seen);
      `;
      expect(await sayings(subject(), [], program)).toEqual([['start', 'work', 'end']]);
    });

    it('keeps the order of ticks, promise jobs, timers and immediates', async () => {
      const program = `
        const order = [];
        setTimeout(() => {
          setTimeout(() => order.push('timeout'), 20);
          setImmediate(() => order.push('immediate'));
          process.nextTick(() => order.push('tick'));
          Promise.resolve().then(() => order.push('job'));
          queueMicrotask(() => order.push('microtask'));
          order.push('sync');
          setTimeout(() => require('./say.cjs')(order), 60);
        }, 1);
      `;
      expect(await sayings(subject(), [], program)).toEqual([
        ['sync', 'tick', 'job', 'microtask', 'immediate', 'timeout'],
      ]);
    });

    // Not through a native `await`, which no browser lets a page see: docs/discoveries/async-context-across-await.md.
    it('carries an asynchronous context through ticks, timers, immediates and bound callbacks', async () => {
      const program = `
        const { AsyncLocalStorage } = require('node:async_hooks');
        const say = require('./say.cjs');
        const storage = new AsyncLocalStorage();
        storage.run('inside', () => {
          const bound = AsyncLocalStorage.bind(() => say(storage.getStore()));
          process.nextTick(() => {
            say(storage.getStore());
            setImmediate(() => {
              say(storage.getStore());
              setTimeout(() => {
                say(storage.getStore());
                storage.exit(bound);
              }, 1);
            });
          });
        });
        say(storage.getStore() ?? 'outside');
      `;
      expect(await sayings(subject(), [], program)).toEqual(['outside', 'inside', 'inside', 'inside', 'inside']);
    });

    it('hashes, compresses and draws random bytes', async () => {
      const program = `
        const { createHash, createHmac, randomUUID, randomBytes } = require('node:crypto');
        const zlib = require('node:zlib');
        const say = require('./say.cjs');
        say(createHash('sha1').update('dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64'));
        say(createHmac('sha256', 'key').update('text').digest('hex').length);
        say([/^[0-9a-f-]{36}$/.test(randomUUID()), randomBytes(16).length]);
        say(zlib.gunzipSync(zlib.gzipSync('again and again')).toString());
        zlib.deflateRaw('later', (error, data) => say(zlib.inflateRawSync(data).toString()));
      `;
      // The first is the example of RFC 6455 §1.3.
      expect(await sayings(subject(), [], program)).toEqual([
        's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
        64,
        [true, 16],
        'again and again',
        'later',
      ]);
    });
  });
}
