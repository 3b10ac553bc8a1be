import { describe, expect, it } from 'vitest';
import { placePattern, type Subject, World } from './harness.ts';

const MEBIBYTE = 1024 * 1024;

async function run(subject: Subject, program: string, entry = '/app/server.js') {
  const world = await World.boot(subject, [], { [entry]: program });
  return world.run(entry);
}

export function processes(subject: () => Subject): void {
  describe('a process', () => {
    it('gets its arguments, its environment and its working folder, and nothing of the host', async () => {
      const world = await World.boot(subject(), [], {
        '/app/main.js': `
          const { sep } = require('node:path');
          require('./say.cjs')([process.argv.slice(2), process.env.GREETING, process.env.HOME ?? null, process.cwd().split(sep).at(-1)]);
        `,
      });
      const { says } = await world.run('/app/main.js', { args: ['a b', '--c'], env: { GREETING: 'grüße' } });
      expect(says).toEqual([[['a b', '--c'], 'grüße', null, 'app']]);
    });

    it('prints on two streams, text whole however it was cut', async () => {
      const ended = await run(
        subject(),
        `
          const bytes = Buffer.from('grüße ✓ 🙂\\n');
          for (const byte of bytes) process.stdout.write(Buffer.from([byte]));
          process.stderr.write('err\\n');
        `,
      );
      expect(ended).toMatchObject({ stdout: 'grüße ✓ 🙂\n', stderr: 'err\n', exit: { code: 0 } });
    });

    it('reads its input to the end', async () => {
      const world = await World.boot(subject(), [], {
        '/app/main.js': `
          let text = '';
          process.stdin.setEncoding('utf8');
          process.stdin.on('data', (data) => { text += data; console.log('heard ' + data.trim()); });
          process.stdin.on('end', () => console.log('end ' + text.length));
        `,
      });
      const running = await world.start('/app/main.js');
      await running.type('one\n');
      await running.printed('heard one');
      await running.type('zwölf ✓\n');
      await running.printed('heard zwölf ✓');
      await running.process.input.close();
      expect((await running.end()).stdout).toContain('end 12\n');
    });

    it.each([
      ['process.exit(3)', 3],
      ['process.exitCode = 4', 4],
      ['setTimeout(() => {}, 1)', 0],
      ['process.nextTick(() => process.exit(5)); setInterval(() => {}, 1000)', 5],
      ['process.on("exit", (code) => { process.exitCode = code + 6; })', 6],
    ])('exits by %s with %i', async (program, code) => {
      expect((await run(subject(), program)).exit).toEqual({ code });
    });

    it('stays for a listening server and ends when it is closed', async () => {
      const ended = await run(
        subject(),
        `
          const server = require('node:net').createServer();
          server.listen(0, () => setTimeout(() => { console.log('open'); server.close(); }, 20));
          process.on('exit', () => console.log('exit'));
        `,
      );
      expect(ended).toMatchObject({ stdout: 'open\nexit\n', exit: { code: 0 } });
    });

    // More than a pipe holds is lost on process.exit, by Node too.
    it('loses no output that it printed before process.exit', async () => {
      const ended = await run(subject(), `console.log('x'.repeat(30_000)); console.log('last'); process.exit(0);`);
      expect(ended.stdout.length).toBe(30_000 + '\nlast\n'.length);
      expect(ended.stdout.endsWith('\nlast\n')).toBe(true);
    });

    it('keeps at most a mebibyte that nobody reads, and says how much it dropped', async () => {
      const world = await World.boot(subject(), [], {
        '/app/main.js': `
          const line = 'x'.repeat(1023) + '\\n';
          let left = 8 * 1024;
          const more = () => {
            while (left-- > 0) if (!process.stdout.write(line)) return process.stdout.once('drain', more);
            console.log('done');
          };
          more();
        `,
      });
      const process = await world.sandbox.spawn({ entry: '/app/main.js' });
      await process.exited;
      let text = '';
      for await (const output of process.output) text += output.text;
      expect(text.length).toBeGreaterThan(MEBIBYTE / 2);
      expect(text.length).toBeLessThan(MEBIBYTE * 1.25);
      expect(text).toMatch(/\[\d+ bytes of output dropped\]/);
    });

    it('is killed at once, even twice, and whatever it does', async () => {
      const world = await World.boot(subject(), [], { '/app/main.js': 'console.log("up"); for (;;);' });
      const running = await world.start('/app/main.js');
      await running.printed('up');
      running.process.kill();
      expect((await running.end()).exit).toEqual({ code: null, reason: 'killed' });
      running.process.kill();
    });

    it.each([
      ['an endless loop', 'for (;;);'],
      ['a storm of promise jobs', 'const again = () => Promise.resolve().then(again); again();'],
      ['a regular expression without end', '/^(a+)+$/.test("a".repeat(40) + "b");'],
    ])('answers while another is in %s', async (_, program) => {
      const world = await World.boot(subject(), [], {
        '/app/busy.js': `console.log("up"); ${program}`,
        '/app/echo.js': 'process.stdin.on("data", (data) => console.log("heard " + data)); console.log("up");',
      });
      const echo = await world.start('/app/echo.js');
      await echo.printed('up');
      const busy = await world.start('/app/busy.js');
      await busy.printed('up');
      await echo.type('one\n');
      await echo.printed('heard one');
      busy.process.kill();
      expect((await busy.end()).exit).toEqual({ code: null, reason: 'killed' });
      await echo.type('two\n');
      await echo.printed('heard two');
    });

    it.each(['server.js', 'server.mjs', 'server.ts'])('tells where an uncaught error began: %s', async (name) => {
      const ended = await run(
        subject(),
        `function fail() {\n  throw new TypeError('boom');\n}\nsetTimeout(() => fail(), 1);\n`,
        `/app/${name}`,
      );
      expect(ended.exit).toEqual({ code: 1 });
      expect(ended.stderr).toContain('TypeError: boom');
      expect(ended.stderr).toMatch(new RegExp(`at fail \\(.*/app/${placePattern(subject(), name, 2, 9)}\\)`));
    });

    it('dies of an error event that nobody listens for', async () => {
      const ended = await run(
        subject(),
        `const { EventEmitter } = require('node:events');\nnew EventEmitter().emit('error', new Error('unheard'));\n`,
      );
      expect(ended.exit).toEqual({ code: 1 });
      expect(ended.stderr).toContain('Error: unheard');
      expect(ended.stderr).toMatch(/\/app\/server\.js:2:\d+/);
    });

    it('dies of an unhandled rejection', async () => {
      const error = await run(subject(), `async function late() {\n  throw new RangeError('late');\n}\nlate();\n`);
      expect(error.exit).toEqual({ code: 1 });
      expect(error.stderr).toContain('RangeError: late');
      expect(error.stderr).toMatch(new RegExp(`at late \\(.*/app/${placePattern(subject(), 'server.js', 2, 9)}\\)`));
      const value = await run(subject(), `Promise.reject('no error at all');`);
      expect(value.exit).toEqual({ code: 1 });
      expect(value.stderr).toContain('ERR_UNHANDLED_REJECTION');
      expect(value.stderr).toContain('no error at all');
    });

    it('outlives what it handles', async () => {
      const ended = await run(
        subject(),
        `
          process.on('uncaughtException', (error, origin) => console.log(error.message, origin));
          setTimeout(() => { throw new Error('thrown'); }, 1);
          setTimeout(() => Promise.reject(new Error('rejected')), 5);
          setTimeout(() => console.log('alive'), 20);
        `,
      );
      expect(ended).toMatchObject({
        stdout: 'thrown uncaughtException\nrejected unhandledRejection\nalive\n',
        exit: { code: 0 },
      });
    });

    it.each(['server.js', 'server.mjs', 'server.ts'])('names file and line of a syntax error: %s', async (name) => {
      const ended = await run(subject(), `const right = 1;\nconst wrong = ;\n`, `/app/${name}`);
      expect(ended.exit).toEqual({ code: 1 });
      expect(ended.stderr).toContain('SyntaxError');
      expect(ended.stderr).toMatch(new RegExp(`/app/${name.replace('.', '\\.')}:2`));
    });
  });
}
