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
  const say = (n: number) => frames.text(JSON.stringify({ type: 'say', text: `${name} ${n}` }));
  return rig.tryRawWebSocket(path, { name, headers, onOpen: [say(1), say(2)] });
}

/** What somebody says who knocks: the name and a number. */
export const by = (name: string) => (text: string) => text === `${name} 1` || text === `${name} 2`;

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
