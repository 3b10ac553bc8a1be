import { describe, expect, it } from 'vitest';
import { type Subject, World } from './harness.ts';

const HEAD = `
  const { spawn } = require('node:child_process');
  const path = require('node:path');
  const say = require('./say.cjs');
  const start = (file, options) => spawn(process.execPath, [path.join(__dirname, file)], options);
`;

export function childProcesses(subject: () => Subject): void {
  describe('child_process of a trusted program', () => {
    it('starts a program, speaks to it, and hears its end', async () => {
      const world = await World.boot(subject(), [], {
        '/app/child.js': `
          process.stdin.once('data', (data) => {
            console.log('heard ' + String(data) + process.argv[2] + process.env.GREETING);
            console.error('err');
            process.exit(7);
          });
        `,
        '/app/main.js': `${HEAD}
          const child = spawn(process.execPath, [path.join(__dirname, 'child.js'), ' arg '], { env: { GREETING: 'hi' } });
          let out = '';
          let err = '';
          child.stdout.on('data', (data) => { out += data; });
          child.stderr.on('data', (data) => { err += data; });
          const order = [];
          child.on('spawn', () => order.push('spawn'));
          child.on('exit', (code, signal) => order.push(['exit', code, signal]));
          child.on('close', (code) => { order.push(['close', code]); say(order); say([out, err, typeof child.pid]); });
          child.stdin.write('word');
        `,
      });
      const { says, exit } = await world.run('/app/main.js');
      expect(says).toEqual([
        ['spawn', ['exit', 7, null], ['close', 7]],
        ['heard word arg hi\n', 'err\n', 'number'],
      ]);
      expect(exit).toEqual({ code: 0 });
    });

    it('finds node by its name', async () => {
      const world = await World.boot(subject(), [], {
        '/app/child.js': 'console.log("up")',
        '/app/main.js': `${HEAD}
          spawn('node', [path.join(__dirname, 'child.js')], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout.on('data', (data) => say(String(data)));
        `,
      });
      expect((await world.run('/app/main.js')).says).toEqual(['up\n']);
    });

    it('kills a child in an endless loop', async () => {
      const world = await World.boot(subject(), [], {
        '/app/child.js': 'console.log("up"); for (;;);',
        '/app/main.js': `${HEAD}
          const child = start('child.js');
          child.stdout.once('data', () => say(child.kill('SIGKILL')));
          child.on('close', (code, signal) => say([code, signal, child.killed]));
        `,
      });
      expect((await world.run('/app/main.js')).says).toEqual([true, [null, 'SIGKILL', true]]);
    });

    it('ends with the program that started it', async () => {
      const world = await World.boot(subject(), [], {
        '/app/child.js': `
          const server = require('node:net').createServer();
          server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        `,
        '/app/main.js': `${HEAD}
          start('child.js').stdout.once('data', (data) => say({ port: Number(data) }));
        `,
        '/app/probe.js': `
          require('node:net').connect(Number(process.env.PORT), '127.0.0.1').on('error', ({ code }) => console.log(code));
        `,
      });
      const { server, port } = await world.serve('/app/main.js');
      server.process.kill();
      await server.process.exited;
      expect((await world.run('/app/probe.js', { env: { PORT: String(port) } })).stdout).toBe('ECONNREFUSED\n');
    });

    it('speaks to its child over the network', async () => {
      const world = await World.boot(subject(), [], {
        '/app/child.js': `
          const server = require('node:net').createServer((socket) => socket.end('from the child'));
          server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        `,
        '/app/main.js': `${HEAD}
          const child = start('child.js');
          child.stdout.once('data', (data) => {
            require('node:net').connect(Number(data), '127.0.0.1').on('data', (text) => { say(String(text)); child.kill(); });
          });
        `,
      });
      expect((await world.run('/app/main.js')).says).toEqual(['from the child']);
    });
  });
}
