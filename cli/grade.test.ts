import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleGrader } from '../build/sandbox/rigs.ts';
import { nodeWorkshop } from '../src/sandbox/node/testing/workshop.ts';
import type { Image, Runtime } from '../src/sandbox/runtime.ts';
import { grade } from './grade.ts';
import checks from './testing/echo-grader.ts';

const ECHO = `
  import { createServer } from 'node:http';
  import { WebSocketServer } from 'ws';
  const server = createServer((request, response) => { response.statusCode = HEALTH; response.end(); });
  new WebSocketServer({ server }).on('connection', (socket) => socket.on('message', (data) => { ANSWER; }));
  server.listen(process.env.PORT);
`;
const server = (answer: string, health = '200') => ECHO.replace('ANSWER', answer).replace('HEALTH', health);

let folder: string;
let runtime: Runtime;
let image: Image;
let rig: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'grade-'));
  const workshop = await nodeWorkshop(folder);
  runtime = workshop.runtime;
  image = workshop.image(['ws']);
  rig = await bundleGrader(path.join(import.meta.dirname, 'testing/echo-grader.ts'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function graded(text: string, more: Partial<Parameters<typeof grade>[0]> = {}) {
  const submission = { files: { 'server.mjs': text }, entry: 'server.mjs' };
  const { signal } = new AbortController();
  return grade({ runtime, image, rig, checks, submission, env: {}, seed: 1, signal, ...more });
}

const statuses = async (text: string, more: Partial<Parameters<typeof grade>[0]> = {}) =>
  (await graded(text, more)).map(({ verdict }) => verdict.status);

describe('grading over a runtime', () => {
  it('passes a right server, telling each check as it ends', async () => {
    const ended: string[] = [];
    const all = await graded(server('socket.send(String(data))'), { onEnded: ({ id }) => ended.push(id) });
    expect(all.map(({ id, verdict }) => [id, verdict.status])).toEqual([
      ['E0.1', 'passed'],
      ['E0.2', 'passed'],
    ]);
    expect(ended).toEqual(['E0.1', 'E0.2']);
  });

  it('gives the transcript with the offending row marked', async () => {
    const [echo, health] = await graded(server('socket.send(String(data).toUpperCase())', '500'));
    expect(echo!.verdict).toMatchObject({ status: 'failed', received: '"HELLO".' });
    const marked = echo!.transcript!.rows.find(({ id }) => id === echo!.transcript!.marked);
    expect(marked).toMatchObject({
      link: 'ana',
      direction: 'down',
      kind: 'text',
      preview: expect.stringContaining('HELLO'),
    });
    expect(health!.verdict).toMatchObject({ status: 'failed', received: 'status 500.' });
  });

  it('says what was waited for, and where a program died', async () => {
    const [silent] = await graded(server(''));
    expect(silent!.verdict).toMatchObject({ status: 'timed-out', waitingFor: 'the echo of "hello"' });
    const [dead] = await graded(server('throw new TypeError("boom")'));
    expect(dead!.verdict).toMatchObject({
      status: 'crashed',
      error: expect.stringContaining('TypeError: boom'),
      at: { file: 'server.mjs', line: 5 },
    });
  });

  it('runs only the checks it is asked for', async () => {
    expect(await statuses(server('', '200'), { checks: checks.slice(1) })).toEqual(['passed']);
  });

  it('could not check anything when the rig does not start', async () => {
    const all = await graded(server(''), { rig: 'throw new Error("no rig today");' });
    expect(all.map(({ verdict }) => verdict.status)).toEqual(['could-not-check', 'could-not-check']);
    expect(all[0]!.verdict).toMatchObject({ reason: expect.stringContaining('no rig today') });
  });

  it('gives up a rig that says nothing', async () => {
    expect(await statuses(server(''), { rig: 'setInterval(() => {}, 1000);', silenceMs: 300 })).toEqual([
      'could-not-check',
      'could-not-check',
    ]);
  });

  it('blames only the check at which the rig was lost', async () => {
    const dies = `
      const said = (value) => process.stdout.write('\\u001e' + JSON.stringify(value) + '\\n');
      said({ type: 'ready' });
      process.stdin.once('data', (data) => {
        const { only } = JSON.parse(String(data).slice(1));
        const check = { id: only[0], title: only[0], points: 1 };
        said({ type: 'check-started', ...check });
        if (only.length === 2) process.exit(9);
        said({ type: 'check-ended', ...check, lesson: '', verdict: { status: 'passed' }, ms: 1, output: '' });
        said({ type: 'graded' });
      });
    `;
    expect(await statuses('', { rig: dies })).toEqual(['could-not-check', 'passed']);
  });

  it('ends every process and leaves nothing behind when it is stopped', async () => {
    const before = new Set(await readdir(tmpdir()));
    const stop = new AbortController();
    const grading = graded(server('for (;;);'), { signal: stop.signal, checks: [...checks, ...checks] });
    setImmediate(() => stop.abort());
    await expect(grading).rejects.toMatchObject({ name: 'AbortError' });
    const left = (await readdir(tmpdir())).filter((name) => !before.has(name) && name.startsWith('duplex-'));
    expect(left).toEqual([]);
  });
});
