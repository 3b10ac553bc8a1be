import { describe, expect, it } from 'vitest';
import { type Subject, World } from './harness.ts';

export function files(subject: () => Subject): void {
  describe('files', () => {
    it('arrive byte for byte', async () => {
      const world = await World.boot(subject(), [], {
        '/app/all.bin': Uint8Array.from({ length: 256 }, (_, i) => i),
        '/app/sub/dir/text.txt': 'grüße ✓ 🙂',
        '/app/main.js': `
          const { readFileSync } = require('node:fs');
          const say = require('./say.cjs');
          say(readFileSync(__dirname + '/all.bin').toString('hex'));
          say(readFileSync(__dirname + '/sub/dir/text.txt', 'utf8'));
        `,
      });
      const { says } = await world.run('/app/main.js');
      expect(says).toEqual([Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString('hex'), 'grüße ✓ 🙂']);
    });

    it('are replaced by a later write', async () => {
      const world = await World.boot(subject(), [], { '/app/main.js': 'console.log("old")' });
      await world.sandbox.write({ '/app/main.js': 'console.log("new")' });
      expect((await world.run('/app/main.js')).stdout).toBe('new\n');
    });

    it('do not change under a running process', async () => {
      const world = await World.boot(subject(), [], {
        '/app/note.txt': 'before',
        '/app/main.js': `
          process.stdin.once('data', () => {
            console.log(require('node:fs').readFileSync(__dirname + '/note.txt', 'utf8'));
            process.exit();
          });
          console.log('up');
        `,
      });
      const running = await world.start('/app/main.js');
      await running.printed('up');
      await world.sandbox.write({ '/app/note.txt': 'after' });
      await running.type('go\n');
      expect((await running.end()).stdout).toBe('up\nbefore\n');
    });

    it('that a process writes are its own', async () => {
      const world = await World.boot(subject(), [], {
        '/app/main.js': `
          const fs = require('node:fs');
          const file = __dirname + '/mine.txt';
          console.log(fs.existsSync(file));
          fs.writeFileSync(file, 'x');
          console.log(fs.readFileSync(file, 'utf8'));
        `,
      });
      expect((await world.run('/app/main.js')).stdout).toBe('false\nx\n');
      expect((await world.run('/app/main.js')).stdout).toBe('false\nx\n');
    });

    it('find the packages of the image wherever they lie', async () => {
      const program = 'console.log(typeof require("ws").WebSocketServer);';
      const world = await World.boot(subject(), ['ws'], { '/app/a/b/main.js': program, '/duplex/tool.cjs': program });
      expect((await world.run('/app/a/b/main.js')).stdout).toBe('function\n');
      expect((await world.run('/duplex/tool.cjs')).stdout).toBe('function\n');
    });

    it('cannot find a package that the image lacks', async () => {
      const world = await World.boot(subject(), [], {
        '/app/main.js': `
          try { require('ws'); } catch (error) { console.log(error.code); }
          import('ws').catch((error) => console.log(error.code));
        `,
      });
      expect((await world.run('/app/main.js')).stdout).toBe('MODULE_NOT_FOUND\nERR_MODULE_NOT_FOUND\n');
    });
  });
}
