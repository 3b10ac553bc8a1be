/** Ways into other processes, the rig's first of all: by signal, by port, by descriptor, by file, by environment. */
import type { Probe } from './probe.ts';

export const PROCESSES: readonly Probe[] = [
  {
    name: 'the parent and other processes, by signal',
    program: `(async () => {
      for (const pid of [process.ppid, 1, 2, 3, 1000, 1002, -1, -process.pid, 999999])
        for (const signal of ['SIGKILL', 'SIGTERM', 0]) await fails(() => process.kill(pid, signal));
      say('sent');
      setTimeout(() => say('alive'), 50);
    })();`,
    says: ['sent', 'alive'],
  },
  {
    name: 'a program of its own, by every function of child_process',
    program: `(async () => {
      const { spawn, spawnSync, exec, execSync, execFile, execFileSync, fork } = require('node:child_process');
      const ended = (child) => new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve));
      const codes = [];
      for (const act of [() => ended(spawn(process.execPath, ['/app/server.cjs'])), () => ended(fork('/app/server.cjs')), () => ended(execFile(process.execPath, ['/app/server.cjs'])),
        () => ended(exec('node /app/server.cjs')), () => spawnSync(process.execPath, ['/app/server.cjs']).error && (() => { throw new Error(); })(), () => execSync('node x'), () => execFileSync('node')])
        codes.push(await fails(act));
      say(codes.filter((code) => code === 'done').length);
    })();`,
    says: [0],
  },
  {
    name: 'a port that another process holds',
    program: `(async () => {
      const listen = (port, host) => fails(() => new Promise((resolve, reject) => require('node:net').createServer().on('error', reject).listen(port, host, resolve)));
      say(await listen(4322));
      say(await listen(4322, '127.0.0.1'));
      say(await listen(4321, '::1'));
      process.exit();
    })();`,
    says: ['EADDRINUSE', 'EADDRINUSE', 'EADDRINUSE'],
  },
  {
    name: 'the control descriptor: reading, writing, closing and opening it again',
    program: `(async () => {
      const fs = require('node:fs');
      const heard = [];
      for (const fd of [3, 4, 5, 17]) {
        await fails(() => fs.writeSync(fd, '{"id":1,"op":"poll"}\\n'));
        try { heard.push(fs.readSync(fd, Buffer.alloc(64))); } catch {}
        try { const socket = new (require('node:net').Socket)({ fd }); socket.on('error', () => {}).on('data', (data) => heard.push(String(data))); socket.write('x'); } catch {}
        await fails(() => fs.closeSync(fd));
      }
      for (const path of ['/dev/fd/3', '/proc/self/fd/3', '/dev/stdin', '/dev/tty']) try { heard.push(fs.readFileSync(path)); } catch {}
      setTimeout(() => { say(heard); process.exit(); }, 30);
    })();`,
    says: [[]],
  },
  {
    name: 'process.send, process.channel and the environment of the rig',
    program: `
      say([typeof process.send, typeof process.channel, process.connected === true]);
      say(Object.keys(process.env).filter((key) => key !== 'LEAK'));
      say([process.env.SECRET, process.env.DUPLEX_CONTROL, process.env.NODE_OPTIONS, process.env.NODE_CHANNEL_FD].every((it) => it === undefined));
      say([process.execArgv, process.argv.length]);
      say([Symbol.for('duplex.rig-host')].some((key) => key in globalThis || key in process));`,
    says: [['undefined', 'undefined', false], [], true, [[], 2], false],
  },
  {
    name: 'the files of the rig, of the grader and of other processes',
    program: `(async () => {
      const fs = require('node:fs');
      await fails(() => fs.symlinkSync('/duplex', '/app/link'));
      for (const path of ['/duplex/secret.txt', '/duplex/parent.cjs', '/duplex', '/app/link/secret.txt', '/app/../duplex/secret.txt', '/proc/1/environ', '/proc/self/environ', '/etc/passwd', '/app/of-the-parent'])
        say(await fails(() => fs.statSync(path).isFile() ? fs.readFileSync(path) : fs.readdirSync(path)));
      say(await fails(() => require('/duplex/parent.cjs')));
      say(await fails(() => import('file:///duplex/parent.cjs')));
      fs.mkdirSync('/duplex', { recursive: true });
      fs.writeFileSync('/duplex/parent.cjs', 'process.exit(9)');
      fs.writeFileSync('/app/tools.cjs', '');
      say('written');
    })();`,
    says: [...Array<string>(9).fill('ENOENT'), 'MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'written'],
  },
];
