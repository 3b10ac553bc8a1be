/** For the engine's own tests: what a WebSocket client made by hand can say and see. */
import { createHash } from 'node:crypto';
import { type Check, Mismatch } from '../check.ts';
import { frames } from '../frames.ts';
import type { RawWebSocketClient } from '../raw-websocket.ts';
import type { Rig } from '../rig.ts';

const LESSON = 'testing#by-hand';
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

function same(received: unknown, expected: unknown): void {
  const [is, should] = [received, expected].map((value) => JSON.stringify(value));
  if (is === should) return;
  throw new Mismatch({ expected: `${should}`, received: `${is}`, why: 'The client must be exact.' });
}

async function echo(client: RawWebSocketClient, text: string): Promise<void> {
  same((await client.nextMessage(`the echo of ${text.slice(0, 20)}`)).text, text);
}

/** Sends frames to a fresh client. @returns the codes of the Close frames that came, and whether the connection ended. */
async function violate(
  rig: Rig,
  name: string,
  send: (client: RawWebSocketClient) => void,
): Promise<number | undefined> {
  const client = await rig.rawWebSocket('/', { name });
  send(client);
  await client.untilEnded(`the end of the connection of ${name}`);
  same(client.messages.length, 0);
  return client.frames.find(({ kind }) => kind === 'close')?.close?.code;
}

const checks: readonly Check[] = [
  {
    id: 'H1.1',
    title: 'The handshake',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const sample = await rig.rawWebSocket('/', { name: 'sample', key: 'dGhlIHNhbXBsZSBub25jZQ==' });
      same(sample.answer?.headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
      const random = await rig.rawWebSocket('/', { name: 'random' });
      const accept = createHash('sha1')
        .update(random.key + GUID)
        .digest('base64');
      same([random.answer?.headers['sec-websocket-accept'], random.key === sample.key], [accept, false]);
      const refusals = {
        'no key': { headers: { 'sec-websocket-key': undefined } },
        '15 bytes': { key: Buffer.alloc(15).toString('base64') },
        'version 12': { headers: { 'Sec-WebSocket-Version': '12' } },
        POST: { method: 'POST' },
      };
      for (const [name, options] of Object.entries(refusals)) {
        const { answer, ended } = await rig.tryRawWebSocket('/', { name, ...options });
        const { status = 0, complete } = answer ?? {};
        same([name, status >= 400 && status < 500, complete, ended?.how], [name, true, true, 'fin']);
      }
      const silent = await rig.tryRawWebSocket('/silent', { name: 'silent' });
      same([silent.answer, silent.ended], [undefined, undefined]);
    },
  },
  {
    id: 'H1.2',
    title: 'Frames, however they come',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const early = await rig.rawWebSocket('/', {
        name: 'early',
        head: [frames.text('with the request')],
        onOpen: [frames.text('the instant'), frames.text('101 arrives')],
      });
      for (const text of ['with the request', 'the instant', '101 arrives']) await echo(early, text);
      early.send(frames.text('one'), frames.text('two'), frames.text('three'));
      for (const text of ['one', 'two', 'three']) await echo(early, text);

      const slow = await rig.rawWebSocket('/', { name: 'slow', pieces: 40 });
      await slow.sendInPieces([frames.text('byte by byte')], 1);
      await echo(slow, 'byte by byte');
      await slow.sendInPieces([frames.text('cut'), frames.text('where it hurts')], [1, 7, 8, 11]);
      await echo(slow, 'cut');
      await echo(slow, 'where it hurts');
      for (const size of [0, 1, 125, 126, 65_535, 65_536, 1_048_576]) {
        slow.send(frames.binary(new Uint8Array(size)));
        const { payload, frames: pieces } = await slow.nextMessage(`${size} bytes`);
        same([payload.length, pieces.every(({ fields }) => !fields.masked)], [size, true]);
      }

      slow.send(frames.text('Hel', { fin: false }), frames.ping('between'), frames.continuation('lo'));
      same((await slow.nextFrame('the pong', 'pong')).text, 'between');
      await echo(slow, 'Hello');
      same([slow.problem, slow.ended], [undefined, undefined]);
      slow.send(frames.close(1000, 'done'));
      same((await slow.nextFrame('the Close', 'close')).close?.code, 1000);
      same((await slow.untilEnded('the end')).how, 'fin');
    },
  },
  {
    id: 'H1.3',
    title: 'Wrong on purpose',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const wrong: Record<string, [(client: RawWebSocketClient) => void, number]> = {
        unmasked: [(client) => client.send(frames.text('hi', { mask: 'none' })), 1002],
        rsv1: [(client) => client.send(frames.text('hi', { rsv: 4 })), 1002],
        reserved: [(client) => client.send(frames.text('hi', { opcode: 3 })), 1002],
        'long ping': [(client) => client.send(frames.ping('x'.repeat(126))), 1002],
        'bad UTF-8': [(client) => client.send(frames.text(Uint8Array.of(0xff, 0xfe))), 1007],
        'too big': [(client) => client.send(frames.binary('', { length: 2 ** 31 })), 1009],
        'lone continuation': [(client) => client.send(frames.continuation('x')), 1002],
      };
      for (const [name, [send, code]] of Object.entries(wrong))
        same([name, await violate(rig, name, send)], [name, code]);
    },
  },
  {
    id: 'H1.4',
    title: 'A half-open peer',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const peer = await rig.rawWebSocket('/', { name: 'peer' });
      const begun = rig.clock.now();
      await rig.clock.advance(59_999);
      same([peer.ended, peer.frames.map(({ kind, time }) => [kind, time - begun])], [undefined, [['ping', 30_000]]]);
      same((await peer.untilEnded('the end of a peer that never answers')).time - begun, 60_000);
    },
  },
  {
    id: 'H1.5',
    title: 'Pings, pongs and their delay',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const begun = rig.clock.now();
      const late = await rig.open('/', { name: 'late', pings: { afterMs: 2000 } });
      const mute = await rig.open('/', { name: 'mute' });
      mute.answerPings('never');
      late.ping('are you there?');
      await rig.settle();
      same([late.pongs.map(({ payload }) => String(payload))], [['are you there?']]);
      late.send('before');
      await rig.clock.advance(20 * 60_000 + 100 - (rig.clock.now() - begun));
      same([mute.closed?.code, (mute.closed?.time ?? 0) - begun], [1006, 60_000]);
      same(late.pings.length, 40);
      same(
        late.pings.every(({ time, at }, index) => time === begun + 30_000 * (index + 1) && at),
        true,
      );
      same([late.closed, late.inbox.map(({ text }) => text)], [undefined, ['before']]);
      late.send('pongs');
      same(
        (await late.next('when its pongs came', (json) => Array.isArray(json))).json,
        Array.from({ length: 39 }, (_, index) => 30_000 * (index + 1) + 2000),
      );
    },
  },
  {
    id: 'H1.6',
    title: 'Environment, output and timers',
    points: 1,
    lesson: LESSON,
    env: { HEARTBEAT_MS: '10000' },
    async run(rig) {
      const begun = rig.clock.now();
      const before = await rig.timers();
      const client = await rig.open('/', { name: 'ana' });
      await rig.clock.advance(25_000);
      same(
        client.pings.map(({ time }) => time - begun),
        [10_000, 20_000],
      );
      client.send('leak');
      client.send('timer');
      await rig.settle();
      const { all, stderr } = await rig.output();
      same([stderr.includes('MaxListenersExceededWarning'), all.includes('leaking')], [true, true]);
      await client.close(1000);
      await rig.settle();
      same((await rig.timers()) - before, 1);
    },
  },
  {
    id: 'H1.7',
    title: 'What the server holds of a connection',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const left = await rig.open('/', { name: 'left' });
      const lost = await rig.open('/', { name: 'lost' });
      const { link } = await rig.open('/', { name: 'stays' });
      await lost.link.blackhole();
      await left.close(1000);
      same([await rig.holds(left.link), await rig.holds(lost.link)], [false, true]);
      await rig.clock.advance(61_000);
      same([await rig.holds(lost.link), lost.closed, await rig.holds(link)], [false, undefined, true]);
      await link.cut();
      same(await rig.holds(link), false);
    },
  },
];

export default checks;
