import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BothRuntimes, onBothRuntimes, RUNTIMES } from '../testing/both-runtimes.ts';
import checks from '../testing/gate-grader.ts';

const GRADER = path.join(import.meta.dirname, '../testing/gate-grader.ts');

const store = `
  import { gated, receiving } from './gate.js';
  const seats = new Map();
  const seatOf = (seat) => seats.get(seat) ?? { owner: null, version: 0 };
  let tell = () => {};
  export const onNews = (listener) => { tell = listener; };
  receiving('store', (...news) => tell(news.join(' ')));
  export const { get, putIf, log } = gated('store', {
    get: seatOf,
    putIf(seat, version, owner) {
      if (seatOf(seat).version !== version) return false;
      seats.set(seat, { owner, version: version + 1 });
      return true;
    },
    log() {},
  });
`;

/** Whose requests the store meets as they come, each between two awaits of another. */
const concurrent = `
  import { WebSocketServer } from 'ws';
  import { get, putIf, log, onNews } from './store.js';
  let next = (job) => job();
  const owners = new Map();
  async function reserve(seat) {
    try {
      const { owner, version } = await get(seat);
      if (owner !== null) return 'taken';
      await putIf(seat, version, 'somebody');
      return 'confirmed';
    } catch (error) { return error.code + ' ' + error.message; }
  }
  const wss = new WebSocketServer({ port: process.env.PORT });
  onNews((text) => { for (const ws of wss.clients) ws.send(JSON.stringify(text)); });
  wss.on('connection', (ws) => {
    ws.on('error', () => {});
    ws.on('close', () => log('left'));
    ws.on('message', (data) => {
      const { reserve: seat } = JSON.parse(data);
      void next(() => reserve(seat)).then((reply) => ws.send(JSON.stringify(reply)));
    });
  });
`;
/** One request after the other. */
const serial = concurrent.replace(
  'let next = (job) => job();',
  'let tail = Promise.resolve(); const next = (job) => (tail = tail.then(job));',
);
/** Required, as in a program that is no ES module. */
const required = serial
  .replace("import { WebSocketServer } from 'ws'", "const { WebSocketServer } = require('ws')")
  .replace(
    "import { get, putIf, log, onNews } from './store.js'",
    "const { get, putIf, log, onNews } = require('./store.js')",
  );

let gateModule: string;
let runtimes: BothRuntimes;

beforeAll(async () => {
  gateModule = await readFile(path.join(import.meta.dirname, '../../exercise/given/gate.js'), 'utf8');
  runtimes = await onBothRuntimes(GRADER, checks, ['ws']);
}, 60_000);
afterAll(() => runtimes[Symbol.asyncDispose]());

describe.each(RUNTIMES)('gates on %s', (runtime) => {
  const grade = (server: string, only: string, { seed = 1, name = 'server.mjs' } = {}) =>
    runtimes.grade(
      runtime,
      { [name]: server, 'store.js': store, 'gate.js': gateModule },
      { only: only.split(' '), seed },
    );
  it('hold and end operations of a serial program', async () => {
    const ended = await grade(serial, 'Q1.1 Q1.2 Q1.3 Q1.5');
    expect(ended.map(({ id, verdict }) => [id, verdict])).toEqual(
      ['Q1.1', 'Q1.2', 'Q1.3', 'Q1.5'].map((id) => [id, { status: 'passed' }]),
    );
  });

  it('hold and end operations of a concurrent one', async () => {
    const ended = await grade(concurrent, 'Q1.1 Q1.3');
    expect(ended.map(({ verdict }) => verdict)).toEqual([{ status: 'passed' }, { status: 'passed' }]);
  });

  it('serve a program that requires the given module', async () => {
    const [ended] = await grade(required, 'Q1.1', { name: 'server.cjs' });
    expect(ended!.verdict).toEqual({ status: 'passed' });
  });

  it('find the order that breaks a program, and play it again by its seed', async () => {
    const [ended] = await grade(concurrent, 'Q1.2');
    expect(ended!.verdict).toMatchObject({ status: 'failed', received: expect.stringMatching(/confirmed,confirmed/) });
    const { seed } = ended!.verdict as { seed: number };
    const [again] = await grade(concurrent, 'Q1.2', { seed });
    expect(again!.verdict).toEqual(ended!.verdict);
    expect(again!.transcript).toEqual(ended!.transcript);
  });

  it('show the operations in the transcript', async () => {
    const [ended] = await grade(serial, 'Q1.4');
    const rows = ended!.transcript!.rows.filter(({ link }) => link === 'store.js');
    expect(rows.map(({ kind, direction, preview }) => [kind, direction, preview])).toEqual([
      ['operation', 'down', 'get("12A") #1'],
      ['operation', 'down', 'get #1 returns {"owner":null,"version":0}'],
      ['operation', 'down', 'putIf("12A",0,"somebody") #2'],
      ['operation', 'down', 'putIf #2 returns true'],
      ['operation', 'up', 'receives "closed","12A"'],
    ]);
  });

  it('tell a program apart that writes to the grader', async () => {
    const forger = `
      import net from 'node:net';
      net.createServer().listen(process.env.PORT);
      net.connect(Number(process.env.DUPLEX_GATE), '127.0.0.1').write('{"id":1,"ended":"won"}\\n');
    `;
    const [ended] = await grade(forger, 'Q1.1');
    expect(ended!.verdict).toMatchObject({
      status: 'failed',
      received: `The grader was sent ${JSON.stringify('{"id":1,"ended":"won"}')}.`,
    });
  });
});
