/** Many connections, many at a time, that leave in an order drawn from the seed. */
import { Mismatch } from '../../src/rig/check.ts';
import { fieldOf } from '../../src/rig/matchers.ts';
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { arrive, welcomed } from './peers.ts';

const AT_A_TIME = 20;
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const HANDSHAKE = `${[
  'GET / HTTP/1.1',
  'Host: localhost',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
].join('\r\n')}\r\n${KEY}\r\n`;

/**
 * Half of them ask for an upgrade and leave before they hear anything. Each of the others is welcomed
 * under an id of its own.
 */
export async function churn(rig: Rig, count: number): Promise<void> {
  const guests: WebSocketClient[] = [];
  for (let done = 0; done < count; done += AT_A_TIME) {
    for (let n = 0; n < AT_A_TIME / 2; n++) {
      await leaveBeforeTheWelcome(rig, `early ${done / 2 + n + 1}`, WAYS[n % WAYS.length] ?? 'reset');
    }
    const stay = [];
    for (let n = 0; n < AT_A_TIME / 2; n++) stay.push(await arrive(rig, `guest ${done / 2 + n + 1}`));
    await rig.together(
      ...stay.map((client) => () => {
        if (rig.random() < 0.5) client.send({ type: 'later', text: 'too late', ms: 30_000 });
        client.startClose(1000);
      }),
    );
    for (const client of stay) await client.link.cut();
    guests.push(...stay);
  }
  welcomed(guests);
}

const WAYS = ['reset', 'end', 'reset when asked', 'reset when refused'] as const;

/**
 * Its request never arrives, for the reset is faster; or it arrives, and the end of the stream right behind it, or a
 * reset in the same moment, which a server that looks something up first meets without a WebSocket; or it has no key.
 */
async function leaveBeforeTheWelcome(rig: Rig, name: string, how: (typeof WAYS)[number]): Promise<void> {
  const raw = await rig.raw({ name });
  const request = how === 'reset when refused' ? HANDSHAKE.replace(KEY, '') : HANDSHAKE;
  if (how.startsWith('reset when')) await raw.writeInPieces(request, [request.length]);
  else raw.write(request);
  if (how === 'end') raw.end();
  else await raw.link.cut();
}

/** @param stats what `/stats` says when nobody is there any more */
export function asManyClosedAsOpened(stats: unknown): void {
  const [opened, closed] = [fieldOf(stats, 'opened'), fieldOf(stats, 'closed')];
  if (opened === closed) return;
  throw new Mismatch({
    expected: 'When nobody is connected, as many were closed as were opened.',
    received: `"opened" is ${opened} and "closed" is ${closed}.`,
    why: 'Two numbers that drift apart are how an operator learns of a leak; here they accuse the wrong one.',
  });
}

/** Node has not printed that an emitter has too many listeners. */
export async function noListenerLeak(rig: Rig): Promise<void> {
  const { all } = await rig.output();
  const warning = /MaxListenersExceededWarning[^\n]*/.exec(all)?.[0];
  if (!warning) return;
  throw new Mismatch({
    expected: 'Node does not warn of a listener leak.',
    received: `It printed "${warning}".`,
    why: 'A listener that each connection adds to something shared is never taken away, and holds the connection.',
  });
}
