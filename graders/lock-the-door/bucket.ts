/** Ways to more tokens than the bucket gives, none of which leads there. */
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { burst, drip, passed } from './bursts.ts';
import { byTicket, enters, ticketFor } from './credentials.ts';

export const SHARED =
  'The bucket holds 40, and is the user’s. A limit for each connection is no limit: whoever wants more opens more.';

export const exactly = (tokens: number) => ({ least: tokens, most: tokens });

/** ana, whose bucket is empty, leaves with all her connections and comes back. @returns the new one, 3 s later */
export async function comesBackForMore(
  rig: Rig,
  connections: readonly WebSocketClient[],
  witness: WebSocketClient,
): Promise<WebSocketClient> {
  for (const { link } of connections) await link.cut();
  const again = await enters(rig, 'ana (again)', byTicket(await ticketFor(rig, 't-ana')));
  const back = await burst(rig, 'a burst after coming back', { client: again, many: 15 });
  await rig.clock.advance(3000);
  passed(back, { least: 0, most: 2 }, [witness], SHARED);
  return again;
}

/** Somebody who may send both kinds sends 25 of each. Settles. */
export async function sendsBothKinds(rig: Rig, client: WebSocketClient, witness: WebSocketClient): Promise<void> {
  const alerts = { client, many: 25, type: 'alert' } as const;
  const mixed = await burst(rig, 'a burst of both kinds', { client, many: 25 }, alerts);
  await rig.settle();
  passed(mixed, exactly(40), [witness], 'A say and an alert take one token each.');
}

/** Somebody empties the bucket and goes on, message by message. Settles. */
export async function goesOnTalking(rig: Rig, client: WebSocketClient, witness: WebSocketClient): Promise<void> {
  await burst(rig, 'a burst that empties the bucket', { client, many: 45 });
  await rig.clock.advance(0);
  const on = await drip(rig, 'a message each 30 ms for 3 s, from an empty bucket', { client, many: 100 }, 30);
  await rig.settle();
  const gain =
    'The bucket gains 20 each second, however often somebody asks: nothing is gained twice, and no part of a token is lost.';
  passed(on, { least: 40, most: 60 }, [witness], gain);
}
