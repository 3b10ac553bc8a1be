/** Clients that talk the moment they see a 101, whoever they are. */
import { Mismatch } from '../../src/rig/check.ts';
import { frames } from '../../src/rig/frames.ts';
import type { RawWebSocketClient } from '../../src/rig/raw-websocket.ts';
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';
import type { Shown } from './credentials.ts';
import { heard } from './talk.ts';

const EARLY = 'Until verify has answered, nobody knows who it is: nothing is carried out, and nothing is sent.';
export const LOST =
  'A client may talk the moment it sees the 101. What it says before you listen is lost, unless you keep it until you know who it is.';

export function knock(rig: Rig, name: string, { path, headers }: Shown): Promise<RawWebSocketClient> {
  return rig.tryRawWebSocket(path, { name, headers, onOpen: [say(name, 1), say(name, 2)] });
}

const say = (name: string, n: number) => frames.text(JSON.stringify({ type: 'say', text: `${name} ${n}` }));

/** Who was told 101 says a third thing, whether let in or not. */
export function talksOn(client: RawWebSocketClient): void {
  if (client.answer?.status === 101 && !client.ended) client.send(say(client.name, 3));
}

/** What somebody says who knocks: the name and a number. */
export const by = (name: string) => (text: string) => [1, 2, 3].some((n) => text === `${name} ${n}`);

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
