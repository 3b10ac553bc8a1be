/** The process around a program: its stdio, its end, its file system, its clock. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPage, type TestPage } from './test-page.ts';

let page: TestPage;
beforeAll(async () => {
  page = await openTestPage();
});
afterAll(() => page[Symbol.asyncDispose]());

const main = (text: string) => ({ '/app/main.cjs': text });
const control = (start: object) => ({
  DUPLEX_CONTROL: JSON.stringify({ clock: 'virtual', now: 1_000, epoch: 0, ...start }),
});

describe('stdio', () => {
  it('gives stdin as a stream that ends', async () => {
    const program = `let text = ''; process.stdin.setEncoding('utf8').on('data', (d) => { text += d; })
      .on('end', () => console.log('read', JSON.stringify(text)));`;
    const { stdout, code } = await page.run(main(program), { input: 'zwölf\n' });
    expect({ stdout, code }).toEqual({ stdout: 'read "zwölf\\n"\n', code: 0 });
  });

  it('does not wait for a stdin that is not read', async () => {
    expect(await page.run(main("console.log('done')"))).toEqual({ stdout: 'done\n', stderr: '', code: 0 });
  });

  it('drops what a student writes past 1 MiB unread, and says how much', async () => {
    const program = "for (let i = 0; i < 40; i += 1) process.stdout.write('x'.repeat(100_000));";
    const { stdout } = await page.run(main(program));
    const notice = /\[(\d+) bytes of output dropped\]\n$/.exec(stdout);
    expect(notice).not.toBeNull();
    expect(stdout.length - (notice?.[0].length ?? 0) + Number(notice?.[1])).toBe(4_000_000);
  });

  it('drops nothing of a rig', async () => {
    const program = "for (let i = 0; i < 40; i += 1) process.stdout.write('x'.repeat(100_000));";
    const { stdout } = await page.run(main(program), { trust: 'trusted', env: control({ clock: 'real' }) });
    expect(stdout.length).toBe(4_000_000);
  });

  it('writes everything before process.exit', async () => {
    const program = "process.stdout.write('y'.repeat(500_000)); console.error('last'); process.exit(2);";
    const { stdout, stderr, code } = await page.run(main(program));
    expect([stdout.length, stderr, code]).toEqual([500_000, 'last\n', 2]);
  });
});

describe('the process object', () => {
  it('tells the program what it was started with', async () => {
    const program = `
      console.log(process.argv, process.env, process.cwd(), process.pid, process.platform, process.version);
      process.env.NUMBER = 5; console.log(process.env.NUMBER, delete process.env.NUMBER, process.env.NUMBER);
      process.chdir('/tmp'); console.log(process.cwd());`;
    const { stdout } = await page.run(main(program), { args: ['a', 'b'], env: { X: '1' } });
    expect(stdout).toContain("'/app/main.cjs', 'a', 'b'");
    expect(stdout).toContain(`{ X: '1' } /app 1 linux ${process.version}`);
    expect(stdout).toContain('5 true undefined\n/tmp\n');
  });
});

describe('virtual time', () => {
  it('stands still, and shows in every clock of the program', async () => {
    const program = `
      console.log(Date.now(), new Date().toISOString(), performance.now(), process.uptime(), process.hrtime.bigint() % 10_000_000_000n);
      console.log(typeof Date(), new Date(5) instanceof Date, class extends Date {}.name, Object.prototype.toString.call(new Date()));
      console.log(process.env.DUPLEX_CONTROL);
      setTimeout(() => console.log('never'), 1).unref(); setImmediate(() => console.log('immediate'));`;
    const { stdout, code } = await page.run(main(program), { env: control({}) });
    expect(stdout.split('\n')).toEqual([
      '1000 1970-01-01T00:00:01.000Z 0 0 0n',
      'string true  [object Date]',
      'undefined',
      'immediate',
      '',
    ]);
    expect(code).toBe(0);
  });

  it('moves by the rig only, one timer at a time, in order of their expiry', async () => {
    const rig = `
      const host = globalThis[Symbol.for('duplex.rig-host')];
      const say = (text) => console.log(host.now(), Date.now(), text);
      setTimeout(() => say('c 30'), 30);
      setTimeout(() => { say('a 10'); process.nextTick(() => say('tick of a')); setTimeout(() => say('d 25'), 25); }, 10);
      setTimeout(() => say('b 10'), 10);
      const { setTimeout: sleep } = require('node:timers/promises');
      sleep(20).then(() => say('slept 20'));
      (async () => {
        for (let state = await host.local({ op: 'poll' }); state.next !== null; ) {
          await host.local({ op: 'set', at: state.next });
          state = await host.local({ op: 'fire' });
        }
        say('no timer left');
      })();`;
    const { stdout } = await page.run(main(rig), { env: control({}), trust: 'trusted' });
    expect(stdout.trim().split('\n')).toEqual([
      '1010 1010 a 10',
      '1010 1010 tick of a',
      '1010 1010 b 10',
      '1020 1020 slept 20',
      '1030 1030 c 30',
      '1035 1035 d 25',
      '1035 1035 no timer left',
    ]);
  });

  it('gives the student no rig host', async () => {
    const program = "console.log(globalThis[Symbol.for('duplex.rig-host')], process.env.DUPLEX_CONTROL)";
    const { stdout } = await page.run(main(program), { env: control({}) });
    expect(stdout).toBe('undefined undefined\n');
  });
});
