/** Being refused: with a status in place of the 101, or with a Close frame right after it. */
import { Mismatch } from '../../src/rig/check.ts';
import { frames } from '../../src/rig/frames.ts';
import { because } from '../../src/rig/matchers.ts';
import type { RawWebSocketClient } from '../../src/rig/raw-websocket.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { WaitedInVain } from '../../src/rig/world/errors.ts';
import { describeShown, type Shown } from './credentials.ts';

export type Status = 401 | 403 | 429;

const ENDED =
  'Who was refused has nothing more to say. A connection that stays open is one that anybody can have, as many as they like.';
const ENDS_WITHIN_MS = 10_000;
const POLICY_VIOLATION = 1008;
const PRIVATE_CODES = 4000;

/** A handshake that is refused, in either way. @param name of the client: `mallory` */
export async function refused(rig: Rig, name: string, shown: Shown, status: Status, why: string): Promise<void> {
  const client = await rig.tryRawWebSocket(shown.path, { name, headers: shown.headers });
  await wasRefused(client, describeShown(shown), status, why);
}

/** What has come of a handshake is a refusal. @param how what it showed, in words: `comes with no credential` */
export async function wasRefused(client: RawWebSocketClient, how: string, status: Status, why: string): Promise<void> {
  const { answer, name } = client;
  const wrong = (received: string, at = answer?.at ?? client.link.last()) =>
    new Mismatch({
      expected: `${name} ${how}, and is refused: with status ${status}, or with 101 and a Close frame with code ${POLICY_VIOLATION} or ${PRIVATE_CODES + status} before any message.`,
      received,
      why,
      at,
    });
  if (!answer) throw wrong(client.ended ? 'The connection ended without an answer.' : 'No answer came within 2 s.');
  if (answer.status === 101) {
    await client.nextFrame(`a Close frame that refuses ${name}, who ${how}`, isData).then(
      (frame) => {
        if (frame.kind !== 'close') throw wrong(`After the 101 comes a message: ${frame.text ?? 'binary'}.`, frame.at);
        const code = frame.close?.code;
        if (code !== POLICY_VIOLATION && code !== PRIVATE_CODES + status)
          throw wrong(`The Close frame has ${code === undefined ? 'no code' : `code ${code}`}.`, frame.at);
      },
      (error: unknown) => {
        if (!(error instanceof WaitedInVain)) throw error;
        throw wrong(`${name} was let in: 101, and no Close frame within 2 s.`);
      },
    );
    // As every client does.
    client.send(frames.close(POLICY_VIOLATION));
  } else if (answer.status !== status) throw wrong(`The status is ${answer.status}.`);
  const ended = `the end of the connection of ${name}, who ${how} and was refused`;
  await because(ENDED, client.untilEnded(ended, { withinMs: ENDS_WITHIN_MS }));
  const message = client.messages[0];
  if (message) throw wrong(`A message was sent to ${name}: ${message.text ?? 'binary'}.`, message.at);
}

const isData = ({ kind }: { kind: string }) => kind !== 'ping' && kind !== 'pong';
