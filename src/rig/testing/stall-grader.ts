/** For the engine's own tests: what a server sees of a client that has stopped reading, to the byte. */
import { type Check, Mismatch } from '../check.ts';
import type { Rig } from '../rig.ts';

const LESSON = 'testing#stall';
const WINDOW = 65_536;

async function ask(rig: Rig, path: string): Promise<string> {
  const { text } = await rig.http('GET', path, { name: path });
  return `${path}: ${text}`;
}

/** Ends the check with what was seen: the test compares it. */
function tell(lines: readonly string[]): never {
  throw new Mismatch({ expected: 'What is seen.', received: lines.join('\n'), why: 'It is compared.' });
}

const checks: readonly Check[] = [
  {
    id: 'S1.1',
    title: 'A WebSocket client',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const client = await rig.open('/', { name: 'slow' });
      const lines = [await ask(rig, '/ws?size=200000')];
      await client.link.stall();
      const before = client.inbox.length;
      // A frame of exactly the window, head included, then one byte more, then more than a buffer's worth.
      for (const size of [WINDOW - 4, 1, 20_000, 200_000]) lines.push(await ask(rig, `/ws?size=${size}`));
      await rig.clock.advance(60_000);
      lines.push(await ask(rig, '/ws?size=0'), `read: ${client.inbox.length - before}`);
      await client.link.resume();
      lines.push(`read: ${client.inbox.slice(before).map(({ data }) => data.length)}`, await ask(rig, '/ws?size=0'));
      tell(lines);
    },
  },
  {
    id: 'S1.2',
    title: 'Raw bytes',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const raw = await rig.raw({ name: 'slow' });
      raw.write('GET /raw HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: raw\r\n\r\n');
      await rig.settle();
      await raw.link.stall();
      const lines = [];
      for (const size of [WINDOW - 1, 1, 1, 70_000, 5, 70_000]) lines.push(await ask(rig, `/raw?size=${size}`));
      lines.push(`read: ${raw.received.length}`);
      await raw.link.resume();
      lines.push(`read: ${raw.received.length}`, await ask(rig, '/raw?size=3'), `read: ${raw.received.length}`);
      tell(lines);
    },
  },
  {
    id: 'S1.3',
    title: 'The body of a response',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const raw = await rig.raw({ name: 'slow' });
      raw.write('GET /body HTTP/1.1\r\nHost: x\r\n\r\n');
      await rig.settle();
      await raw.link.stall();
      const lines = [];
      for (const size of [30_000, 30_000, 30_000, 100]) lines.push(await ask(rig, `/write?size=${size}`));
      lines.push(`read: ${raw.received.length}`);
      await raw.link.resume();
      lines.push(await ask(rig, '/write?size=10'), `read: ${raw.received.length}`);
      tell(lines);
    },
  },
  {
    id: 'S1.4',
    title: 'Terminated while it does not read',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const client = await rig.open('/', { name: 'slow' });
      const raw = await rig.raw({ name: 'slow too' });
      raw.write('GET /raw HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: raw\r\n\r\n');
      await rig.settle();
      const head = raw.received.length;
      await Promise.all([client.link.stall(), raw.link.stall()]);
      const lines = [];
      for (const size of [60_000, 60_000, 60_000])
        lines.push(await ask(rig, `/ws?size=${size}`), await ask(rig, `/raw?size=${size}`));
      lines.push(await ask(rig, '/terminate'), await ask(rig, '/destroy'));
      await rig.settle();
      lines.push(`read: ${client.inbox.length}, ${raw.received.length - head}, ${raw.ended}, ${client.closed?.code}`);
      await Promise.all([client.link.resume(), raw.link.resume()]);
      lines.push(`read: ${client.inbox.length}, ${raw.received.length - head}, ${raw.ended}, ${client.closed?.code}`);
      lines.push(await ask(rig, '/log'));
      tell(lines);
    },
  },
];

export default checks;
