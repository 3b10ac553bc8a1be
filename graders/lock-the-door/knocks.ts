/** Clients that talk the moment they see a 101, whoever they are. */
import { Mismatch } from '../../src/rig/check.ts';
import { frames } from '../../src/rig/frames.ts';
import type { RawWebSocketClient } from '../../src/rig/raw-websocket.ts';
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';
import type { Shown } from './credentials.ts';
import { heard, said } from './talk.ts';

const EARLY = 'Until verify has answered, nobody knows who it is: nothing is carried out, and nothing is sent.';
const LOST =
  'A client may talk the moment it sees the 101. What it says before you listen is lost, unless you keep all of it until you know who it is.';

const REFUSED =
  'This client was refused. Only verify says whether somebody has a token: it may have any characters that a header can carry.';

/** As many as the brief promises to keep: some the moment that a 101 arrives, the last when verify has answered. */
const MESSAGES = 10;
/** Of them, those that are said when a 101 arrives. */
export const EARLY_ONES = MESSAGES - 1;
const AT_ONCE = Array.from({ length: EARLY_ONES }, (_, n) => n + 1);

export function knock(rig: Rig, name: string, { path, headers }: Shown): Promise<RawWebSocketClient> {
  return rig.tryRawWebSocket(path, { name, headers, onOpen: AT_ONCE.map((n) => say(name, n)) });
}

const say = (name: string, n: number) => frames.text(JSON.stringify({ type: 'say', text: `${name} ${n}` }));

/** Who was told 101 says one thing more, whether let in or not. */
export function talksOn(client: RawWebSocketClient): void {
  if (client.answer?.status === 101 && !client.ended) client.send(say(client.name, MESSAGES));
}

/** What somebody says who knocks: the name and a number. */
const by = (name: string) => (text: string) => textsOf(name).includes(text);

/** All of it, in order. */
const textsOf = (name: string): readonly string[] => [...AT_ONCE, MESSAGES].map((n) => `${name} ${n}`);

export function isOutside(client: RawWebSocketClient, witness: WebSocketClient): void {
  heard([witness], [], EARLY, by(client.name), `${client.name} talks before verify has answered`);
  const [message] = client.messages;
  if (!message) return;
  throw new Mismatch({
    expected: `${client.name} is sent nothing before verify has answered.`,
    received: `${client.name} was sent ${message.text ?? 'a binary message'}.`,
    why: EARLY,
    at: message.at,
  });
}

/** Everything that a client has said who knocked and is this user: once, in order. Settle first. */
export function allHeard(client: RawWebSocketClient, user: string, witness: WebSocketClient): void {
  const { name, answer, ended } = client;
  const isRefused = answer?.status !== 101 || ended !== undefined;
  const all = textsOf(name).map((text) => said(user, text));
  heard([witness], all, isRefused ? REFUSED : LOST, by(name), `${name} is let in`);
  const close = client.frames.find(({ kind }) => kind === 'close');
  if (!close) return;
  throw new Mismatch({
    expected: `${name} is let in, and stays.`,
    received: `${name} was sent a Close frame${close.close?.code === undefined ? '' : ` with code ${close.close.code}`}.`,
    why: 'An answer of verify may take half a minute. Who gives up before it comes locks out who would have been let in.',
    at: close.at,
  });
}

/** Nothing of what a client has said who knocked and was refused. Settle first. */
export function neverHeard({ name }: RawWebSocketClient, witness: WebSocketClient): void {
  const why = 'What somebody says who is refused must never be carried out.';
  heard([witness], [], why, by(name), `${name} is refused`);
}
