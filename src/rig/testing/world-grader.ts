/** For the engine's own tests: what virtual time and the settle rule promise, seen from a check. */
import { type Check, Mismatch } from '../check.ts';
import type { WebSocketClient } from '../rig.ts';

const LESSON = 'testing#world';

function same(received: unknown, expected: unknown): void {
  const [is, should] = [received, expected].map((value) => JSON.stringify(value));
  if (is === should) return;
  throw new Mismatch({ expected: `${should}`, received: `${is}`, why: 'The world must be exact.' });
}

/** Without any virtual time going by: only what is already on its way may come. */
async function now(client: WebSocketClient, text: string): Promise<void> {
  await client.next(`"${text}" without delay`, (json) => json === text, { withinMs: 0 });
}

const JOBS = [
  'nothing',
  'microtasks',
  'immediates',
  'readFile',
  'fileChain',
  'readStream',
  'gzip',
  'brotli',
  'scrypt',
  'subtle',
  'randomBytes',
  'generateKeyPair',
  'lookup',
  'import',
  'blob',
  'selfFetch',
];

const checks: readonly Check[] = [
  {
    id: 'W1.1',
    title: 'Every kind of timer and clock',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const client = await rig.open('/', { name: 'clock' });
      client.send('start');
      await now(client, 'started');
      await rig.clock.advance(3000);
      const [log] = client.drain();
      same(log?.json, undefined);
      client.send('report');
      const report = await client.next('the report', undefined, { withinMs: 0 });
      same(report.json, {
        fired: [
          'setTimeout 5',
          'timers/promises 6',
          'first of two 10',
          'second of two 10',
          'nested 10',
          'clearInterval 20',
          'clearInterval 40',
          'AbortSignal.timeout 50',
          'scheduler.wait 60',
          'refresh 130',
          'unref 140',
          'promisify 150',
          'interval of promises 200',
          'socket.setTimeout 1000',
          'late 2500',
        ],
        elapsed: {
          ...{ date: 3000, newDate: 3000, performance: 3000, hrtime: 3, bigint: 3000, uptime: 3, temporal: 3000 },
          ...{ timeOrigin: 0, mark: 3000, measure: 3000, intl: 3000, parts: 3000 },
        },
      });
    },
  },
  {
    id: 'W1.2',
    title: 'Every kind of job is waited for',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const client = await rig.open('/', { name: 'jobs' });
      for (const job of JOBS) {
        client.send(job);
        await now(client, `${job} done`);
      }
    },
  },
  {
    id: 'W1.6',
    title: 'Jobs of streams of the Web are waited for',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const client = await rig.open('/', { name: 'jobs' });
      client.send('compressionStream');
      await now(client, 'compressionStream done');
    },
  },
  {
    id: 'W1.3',
    title: 'Faults as the server sees them',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const witness = await rig.open('/', { name: 'witness' });
      const acts: [string, (client: WebSocketClient) => unknown, string][] = [
        ['cut', (client) => client.link.cut(), 'cut: ECONNRESET, close 1006'],
        ['fin', (client) => client.link.fin(), 'fin: end, close 1006'],
        ['close', (client) => client.close(4001, 'bye'), 'close: end, close 4001 bye'],
      ];
      for (const [name, act, seen] of acts) {
        const client = await rig.open(`/${name}`, { name });
        await act(client);
        await now(witness, seen);
        same(client.closed?.code, name === 'close' ? 4001 : 1006);
      }
      const client = await rig.open('/lost', { name: 'lost' });
      await client.link.blackhole();
      client.send('never heard');
      await rig.settle();
      same(witness.drain().length, 0);
      same(client.closed, undefined);
    },
  },
  {
    id: 'W1.4',
    title: 'Together is one turn, in an order of the seed',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const witness = await rig.open('/', { name: 'witness' });
      const clients = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => rig.open(`/${name}`, { name })));
      for (const client of clients) client.send('one by one');
      await rig.settle();
      same(
        witness.drain().map(({ json }) => json),
        ['turn of a', 'turn of b', 'turn of c', 'turn of d', 'turn of e'],
      );
      await rig.together(...clients.map((client) => () => client.send('in one turn')));
      const turns = witness.drain().map(({ json }) => String(json));
      same(turns.length, 1);
      throw new Mismatch({ expected: 'The order.', received: turns.join(), why: 'It is compared.' });
    },
  },
  {
    id: 'W1.5',
    title: "HTTP's own time-outs and its Date",
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const begun = rig.clock.now();
      const { headers } = await rig.http('GET', '/leaf');
      same(Date.parse(String(headers['date'])) - Date.UTC(2026, 0, 1), begun - (begun % 1000));
      const sent = {
        nothing: '',
        'half a head': 'GET / HTTP/1.1\r\nHost: x\r\n',
        'half a body': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf',
        'a whole request': 'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      };
      const seen = [];
      for (const [name, text] of Object.entries(sent)) {
        const connection = await rig.raw({ name });
        const start = rig.clock.now();
        if (text) connection.write(text);
        await connection.until(name, () => connection.ended, { withinMs: 1_000_000 });
        const status = /^HTTP\/1.1 (\d+)/.exec(Buffer.from(connection.received).toString())?.[1];
        seen.push(`${name}: ${status} after ${rig.clock.now() - start}`);
      }
      throw new Mismatch({ expected: 'The times.', received: seen.join('\n'), why: 'They are compared.' });
    },
  },
];

export default checks;
