import { describe, expect, it } from 'vitest';
import { type Subject, sayings } from './harness.ts';

export function isolation(subject: () => Subject): void {
  describe('isolation', () => {
    it('lets no function constructor reach the browser', async ({ skip }) => {
      if (subject().realm !== 'worker') skip('programs of this runtime share their realm with nothing');
      const program = `
        const makers = [
          Function,
          (async () => {}).constructor,
          (function* () {}).constructor,
          (async function* () {}).constructor,
          require('node:vm').Script?.constructor,
          setTimeout.constructor,
          require('node:net').Socket.prototype.connect.constructor,
        ];
        const names = [
          'postMessage', 'onmessage', 'importScripts', 'XMLHttpRequest', 'WebTransport', 'Worker', 'SharedWorker',
          'indexedDB', 'caches', 'BroadcastChannel', 'self', 'window', 'document', 'WorkerGlobalScope',
        ];
        const found = new Set();
        for (const maker of makers) {
          for (const name of names) {
            let value;
            try { value = maker('return typeof ' + name + ' === "undefined" ? undefined : ' + name)(); } catch {}
            if (typeof value?.then === 'function' || typeof value?.next === 'function') value = undefined;
            // Node has its own BroadcastChannel.
            if (value !== undefined && name !== 'BroadcastChannel') found.add(name);
          }
        }
        require('./say.cjs')([...found]);
      `;
      expect(await sayings(subject(), [], program)).toEqual([[]]);
    });

    it('lets no program import from the network', async ({ skip }) => {
      if (subject().realm !== 'worker') skip('programs of this runtime share their realm with nothing');
      const program = `
        const say = require('./say.cjs');
        const kinds = ['https://example.org/a.js', 'http://127.0.0.1:1/a.js', 'blob:null/0'];
        // A browser that takes its time to refuse shall find the process alive.
        const alive = setInterval(() => {}, 1000);
        (async () => {
          for (const kind of kinds) {
            await new Function('url', 'return import(url)')(kind).then(() => say('loaded'), () => say('refused'));
          }
          clearInterval(alive);
        })();
      `;
      expect(await sayings(subject(), [], program)).toEqual(['refused', 'refused', 'refused']);
    });
  });
}
