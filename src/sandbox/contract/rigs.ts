import { describe, expect, it } from 'vitest';
import { CONTROL_VARIABLE, type Start } from '../../rig/control/protocol.ts';
import { type Subject, World } from './harness.ts';

const STANDING: Start = { clock: 'virtual', now: 0, epoch: Date.UTC(2026, 0, 1) };

const RIG = `
  const { spawn } = require('node:child_process');
  const say = (value) => console.log(JSON.stringify(value));
  const host = globalThis[Symbol.for('duplex.rig-host')];
  const run = async (entry, start) => {
    const { command, args, cwd, env, release } = await host.prepareServer(entry);
    const child = spawn(command, args, {
      cwd, env: { ...env, ${CONTROL_VARIABLE}: JSON.stringify(start) }, stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    let out = '';
    let pending = '';
    const waiting = [];
    const events = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { out += data; });
    child.stdio[3].on('error', () => {});
    child.stdio[3].on('data', (data) => {
      pending += data;
      for (let end = pending.indexOf('\\n'); end >= 0; end = pending.indexOf('\\n')) {
        const message = JSON.parse(pending.slice(0, end));
        pending = pending.slice(end + 1);
        if (message.event) events.push(message);
        else waiting.shift()?.(message);
      }
    });
    let id = 0;
    const ask = (request) => new Promise((resolve) => {
      waiting.push(resolve);
      child.stdio[3].write(JSON.stringify({ id: ++id, ...request }) + '\\n');
    });
    const until = async (done) => {
      for (;;) {
        const state = await ask({ op: 'poll' });
        if (done(state)) return state;
      }
    };
    const closed = new Promise((resolve) => child.on('close', (code) => resolve(code)));
    return { child, env, ask, until, closed, events, out: () => out, release };
  };
`;

async function rig(subject: Subject, program: string, server: string) {
  const world = await World.boot(subject, [], {
    '/app/server.js': server,
    '/duplex/rig.cjs': `${RIG}\n(async () => {${program}\nprocess.exit();\n})();\n`,
  });
  const { says, stderr } = await world.run('/duplex/rig.cjs', {
    env: { [CONTROL_VARIABLE]: JSON.stringify(STANDING) },
  });
  expect(stderr).toBe('');
  return says;
}

export function rigs(subject: () => Subject): void {
  describe('a rig', () => {
    it("starts the student's program and steers it over the control pipe", async () => {
      const says = await rig(
        subject(),
        `
          const { env, until, ask, out, child, closed, release } = await run('server.js', ${JSON.stringify(STANDING)});
          const listening = await until((state) => state.ports.length > 0);
          say([listening.ports[0] === Number(env.PORT), listening.next]);
          await ask({ op: 'set', at: 5000 });
          await ask({ op: 'fire' });
          await until(() => out().includes('fired'));
          say(out());
          child.kill('SIGKILL');
          await closed;
          await release();
        `,
        `
          require('node:http').createServer().listen(process.env.PORT);
          const began = Date.now();
          setTimeout(() => console.log('fired ' + (Date.now() - began)), 5000);
        `,
      );
      expect(says).toEqual([[true, 5000], 'fired 5000\n']);
    });

    it("hides the control pipe's variable and the rig's host from the student, who may start nothing", async () => {
      const says = await rig(
        subject(),
        `
          const { closed, out, release } = await run('server.js', ${JSON.stringify({ ...STANDING, clock: 'real' })});
          await closed;
          say(out().trim());
          await release();
        `,
        `
          const seen = [process.env.${CONTROL_VARIABLE}, process.env.DUPLEX_NODE, globalThis[Symbol.for('duplex.rig-host')]];
          let started = 'started';
          try { require('node:child_process').spawn(process.execPath, ['-e', '0']).on('error', () => {}); } catch (error) { started = error.code; }
          const files = require('node:fs').readdirSync(__dirname + '/..').includes('duplex');
          console.log(seen.every((it) => it === undefined), started !== 'started', files);
          process.exit();
        `,
      );
      expect(says).toEqual(['true true false']);
    });

    it('loses none of its output, however late it is read', async () => {
      const world = await World.boot(subject(), [], {
        '/duplex/rig.cjs': `process.stdout.write('x'.repeat(4 * 1024 * 1024), () => process.exit());`,
      });
      const process = await world.sandbox.spawn({
        entry: '/duplex/rig.cjs',
        env: { [CONTROL_VARIABLE]: JSON.stringify(STANDING) },
      });
      let length = 0;
      for await (const { text } of process.output) length += text.length;
      expect(length).toBe(4 * 1024 * 1024);
    });
  });
}
