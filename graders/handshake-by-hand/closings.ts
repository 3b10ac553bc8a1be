/** The closing handshake (RFC 6455 §5.5.1, §7). */
import { Mismatch } from '../../src/rig/check.ts';
import { type FrameToSend, frames } from '../../src/rig/frames.ts';
import type { Pieces, RawWebSocketClient } from '../../src/rig/raw-websocket.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { isServed } from './echoes.ts';
import { comesOrNot, describeFrames, expectSound, expectSoundFrames } from './frames.ts';

export interface Closing {
  readonly who: string;
  /** What the client sends. */
  readonly what: string;
  readonly send: readonly FrameToSend[];
  /** Where what is sent is cut; nowhere unless told. */
  readonly cuts?: Pieces;
  /** The code that the client's Close has. */
  readonly code: number | undefined;
  /** What came before the Close, and is echoed before it is answered. */
  readonly echoed?: readonly string[];
  /** It reads nothing for so long after it has sent this, ms. */
  readonly readsAfterMs?: number;
  /** What it does before it reads. */
  readonly meanwhile?: (client: RawWebSocketClient) => void;
}

/** "H", and the first of the three bytes of a euro sign. */
export const HALF_A_CHARACTER = Uint8Array.of(0x48, 0xe2);

/** More than TCP takes of what nobody reads, and less than a server must keep for a client. */
const LARGE = 'large '.repeat(150_000);

const unfinished = frames.text('Hel', { fin: false });
const late = [frames.text('too late'), frames.ping('too late'), frames.close(1000)];
const slow = {
  code: 1000,
  send: [frames.text(LARGE), frames.text('and so on'), frames.text('and on'), frames.close(1000)],
  echoed: [LARGE, 'and so on', 'and on'],
  readsAfterMs: 500,
};

export const closings: readonly Closing[] = [
  { who: 'ana', what: 'a Close with 1000', code: 1000, send: [frames.close(1000)] },
  { who: 'bo', what: 'a Close with 1014 and a reason', code: 1014, send: [frames.close(1014, 'no answer from above')] },
  { who: 'carl', what: 'a Close with 4999, cut in three', code: 4999, send: [frames.close(4999)], cuts: [3, 7] },
  ...[1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3999, 4000].map((code) => ({
    who: `hal with ${code}`,
    what: `a Close with ${code}`,
    code,
    send: [frames.close(code)],
  })),
  {
    who: 'ida',
    what: 'a Close with 1001 and a reason with "ö"',
    code: 1001,
    send: [frames.close(1001, 'Schönen Feierabend')],
  },
  {
    who: 'jo',
    what: 'a Close with 1001 and a reason of 123 bytes, the most that there may be, most of them "ö"',
    code: 1001,
    send: [frames.close(1001, `x${'ö'.repeat(61)}`)],
  },
  {
    who: 'jim',
    what: 'a Close with 1001 and a reason of 122 bytes, all of them "ö"',
    code: 1001,
    send: [frames.close(1001, 'ö'.repeat(61))],
  },
  { who: 'dan', what: 'a Close without a code', code: undefined, send: [frames.close()] },
  {
    who: 'eve',
    what: '"Hel" and "l" with FIN 0, then a Close with 1000',
    code: 1000,
    send: [unfinished, frames.continuation('l', { fin: false }), frames.close(1000)],
  },
  {
    who: 'finn',
    what: '"one", "two", a Close with 3000, and then "too late", a Ping and another Close, in one segment',
    code: 3000,
    send: [frames.text('one'), frames.text('two'), frames.close(3000), ...late],
    echoed: ['one', 'two'],
  },
  {
    who: 'gil',
    what: 'a Close without a code, and then "too late", a Ping and another Close, in one segment',
    code: undefined,
    send: [frames.close(), ...late],
  },
  {
    who: 'kim',
    what: `a text of ${LARGE.length} bytes, "and so on", "and on" and a Close with 1000, then ends his side of TCP, and reads what comes back half a second later`,
    ...slow,
    meanwhile: (client) => client.end(),
  },
  {
    who: 'lea',
    what: `a text of ${LARGE.length} bytes, "and so on", "and on" and a Close with 1000, then "too late", a Ping and another Close in a segment of their own, and reads what comes back half a second later`,
    ...slow,
    meanwhile: (client) => client.send(...late),
  },
];

/** Two clients that send a Close in the same turn. */
export const atOnce: readonly [Closing, Closing] = [
  { who: 'max', what: 'a Close with 1000 while mia sends one', code: 1000, send: [frames.close(1000)] },
  { who: 'mia', what: 'a Close with 1001 while max sends one', code: 1001, send: [frames.close(1001)] },
];

/** One Close back, with this code or none; nothing but the echoes before it; then the server ends TCP. */
export async function closes(rig: Rig, closing: Closing): Promise<void> {
  const { who, send, cuts = [], readsAfterMs = 0, meanwhile } = closing;
  const client = await rig.rawWebSocket('/ws', { name: who });
  if (readsAfterMs > 0) await client.link.stall();
  await client.sendInPieces(send, cuts);
  if (readsAfterMs > 0) {
    meanwhile?.(client);
    await rig.clock.advance(readsAfterMs);
    await client.link.resume();
  }
  await isAnswered(client, closing);
}

/** As `closes`, for two whose Close frames come in one turn. */
export async function closeAtOnce(rig: Rig, [one, other]: readonly [Closing, Closing]): Promise<void> {
  const first = await rig.rawWebSocket('/ws', { name: one.who });
  const second = await rig.rawWebSocket('/ws', { name: other.who });
  await rig.inOrder(
    () => first.send(...one.send),
    () => second.send(...other.send),
  );
  await isAnswered(first, one);
  await isAnswered(second, other);
}

const BEHIND = 'What came before the Close was promised an echo; what comes after it, or was never finished, was not.';

async function isAnswered(client: RawWebSocketClient, closing: Closing): Promise<void> {
  const { who, what, code, echoed = [], readsAfterMs = 0 } = closing;
  await comesOrNot(client.untilEnded('the end of the connection'));
  // Of what comes late only a part may have come, and then it is said why.
  if (readsAfterMs > 0) expectSoundFrames(client);
  else expectSound(client);
  const close = client.frames.find(({ kind }) => kind === 'close');
  const found = close?.close?.code;
  const fits = found === undefined || found === (code ?? 1000);
  const isEchoed = JSON.stringify(client.messages.map(({ text }) => text)) === JSON.stringify(echoed);
  const pong = client.frames.find(({ kind }) => kind === 'pong');
  if (close && fits && isEchoed && !pong && client.ended && !client.problem) return;
  const firsts = echoed.length > 0 ? `${echoed.map(quoted).join(', ')} and ` : '';
  const answer = code === undefined ? 'without a code or with 1000' : `with ${code} or without a code`;
  throw new Mismatch({
    expected: `${who} sends ${what}. Back come ${firsts}one Close ${answer}, and nothing else; then the server ends the connection.`,
    received: describeFrames(client) + (client.ended ? '' : ' The connection is still open.'),
    why:
      readsAfterMs > 0 && close && !isEchoed
        ? '`write` keeps the very bytes that it cannot pass on yet: a message that is skipped meanwhile never comes, and bytes that are changed meanwhile come as others.'
        : readsAfterMs > 0
          ? 'What is written has not been sent yet: a connection is ended behind it, and who reads slowly has time to read it.'
          : !close
            ? 'A client that gets no Close back waits, and then reports 1006: an accident, where there was none.'
            : pong || client.messages.length > echoed.length
              ? BEHIND
              : !fits
                ? 'The answer repeats the code that came, and so says that it was understood. A code that may be sent breaks no rule, nor does a reason of up to 123 bytes of UTF-8.'
                : !isEchoed
                  ? BEHIND
                  : "The server ends TCP first: then the client knows that all has been said, and the wait for stragglers (TIME_WAIT) is the server's.",
    at: (pong ?? client.messages.at(-1) ?? close)?.at ?? client.link.last(),
  });
}

function quoted(echo: string): string {
  return echo.length > 40 ? `the text of ${echo.length} bytes` : JSON.stringify(echo);
}

/** One client sends a large text and reads nothing; others are served meanwhile. Settles. */
export async function holdsNobodyUp(rig: Rig, other: RawWebSocketClient): Promise<void> {
  const deaf = await rig.rawWebSocket('/ws', { name: 'deaf' });
  await deaf.link.stall();
  deaf.send(frames.text(LARGE));
  await rig.clock.advance(100);
  await isServed(rig, other, 'and me?', `while ${deaf.name} reads nothing of a text of ${LARGE.length} bytes`);
  await deaf.link.cut();
}

/** Clients come and are reset, one after another. */
export async function comeAndGo(rig: Rig, resets: number): Promise<void> {
  for (let n = 1; n <= resets; n++) {
    const { answer, link } = await rig.tryRawWebSocket('/ws', { name: `reset ${n}` });
    if (answer?.status !== 101) {
      throw new Mismatch({
        expected: `${resets} clients open /ws and are reset, one after another, when others have gone as well. Each is let in.`,
        received: answer ? `The ${n}th is answered with status ${answer.status}.` : `The ${n}th is not answered.`,
        why: 'Whoever has gone takes up no place, however it went: with a Close, without one, or by a reset.',
        at: answer?.at ?? link.last(),
      });
    }
    await link.cut();
  }
}

/** The client ends its side of TCP without a Close; so does the server. */
export async function leavesWithoutClose(rig: Rig, client: RawWebSocketClient, what: string): Promise<void> {
  // The end of the stream overtakes what has not arrived.
  await rig.settle();
  await client.link.fin();
  await comesOrNot(client.untilEnded('the end of the connection'));
  expectSoundFrames(client);
  const [unfinished] = client.messages;
  if (unfinished) {
    throw new Mismatch({
      expected: `${what}, and ends its side of TCP without a Close. What was never finished does not come back.`,
      received: describeFrames(client),
      why: 'Nobody knows how the message would have gone on: half of it is another one.',
      at: unfinished.at,
    });
  }
  if (client.ended) return;
  throw new Mismatch({
    expected: `${what}, and ends its side of TCP without a Close. The server ends its own, within two seconds.`,
    received: 'The connection is still open.',
    why: 'TCP has two sides. The socket of an upgrade stays half-open until you end yours, and every one that you forget stays for ever.',
    at: client.link.last(),
  });
}
