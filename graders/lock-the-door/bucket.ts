/** Ways to more tokens than the bucket gives, none of which leads there. */
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { burst, drip, passed } from './bursts.ts';
import { byTicket, byToken, enters, entersAs, ticketFor } from './credentials.ts';
import { EARLY_ONES, knock } from './knocks.ts';

export const SHARED =
  'The bucket holds 40, and is the user’s, whatever the connection, the token or the role. A limit for each connection is no limit: whoever wants more opens more.';

export const exactly = (tokens: number) => ({ least: tokens, most: tokens });

/** ana on two connections, with two tokens and two roles, and others, whose userIds are any strings; ben is one of them. */
export async function talkers(rig: Rig) {
  const ana = await enters(rig, 'ana', byToken('t-ana'));
  const phone = await entersAs(rig, 'ana (phone, as a manager)', { userId: 'ana', role: 'manager' });
  const ben = await enters(rig, 'ben', byToken('t-ben'));
  const Ana = await entersAs(rig, 'Ana', { userId: 'Ana', role: 'worker' });
  const proto = await enters(rig, '__proto__', byToken('t-proto'));
  return { ana, phone, ben, others: [ben, Ana, proto] };
}

/** ana, whose bucket is empty, leaves with all her connections and comes back, three times. @returns the new one */
export async function comesBackForMore(
  rig: Rig,
  connections: readonly WebSocketClient[],
  witness: WebSocketClient,
): Promise<WebSocketClient> {
  for (const { link } of connections) await link.cut();
  const again = await enters(rig, 'ana (again)', byTicket(await ticketFor(rig, 't-ana')));
  const back = await burst(rig, 'a burst after coming back', { client: again, many: 15 });
  await rig.clock.advance(0);
  passed(back, { least: 0, most: 2 }, [witness], SHARED);
  const away = 'The bucket gains 20 each second, whether its user is there or not, and holds 40.';
  let last = again;
  for (const [seconds, tokens] of [
    [1, { least: 20, most: 21 }],
    [3, exactly(40)],
  ] as const) {
    await last.link.cut();
    await rig.clock.advance(seconds * 1000);
    last = await enters(rig, `ana (${seconds} s later)`, byToken('t-ana'));
    const filled = await burst(rig, `a burst after ${seconds} s away`, { client: last, many: 60 });
    await rig.clock.advance(0);
    passed(filled, tokens, [witness], away);
  }
  return last;
}

/** Somebody who may send both kinds sends 25 of each. Settles. */
export async function sendsBothKinds(rig: Rig, client: WebSocketClient, witness: WebSocketClient): Promise<void> {
  const alerts = { client, many: 25, type: 'alert' } as const;
  const mixed = await burst(rig, 'a burst of both kinds', { client, many: 25 }, alerts);
  await rig.settle();
  passed(mixed, exactly(40), [witness], 'A say and an alert take one token each.');
}

/** zed talks before he is let in, and goes on at once on another connection. */
export async function saysMoreThanEarly(rig: Rig, witness: WebSocketClient): Promise<void> {
  const auth = rig.gate('auth');
  auth.hold();
  await knock(rig, 'zed (early)', byToken('t-zed'));
  await auth.releaseAll();
  await auth.open();
  await rig.clock.advance(0);
  const zed = await enters(rig, 'zed', byToken('t-zed'));
  const rest = await burst(rig, `a burst of zed’s after ${EARLY_ONES} messages sent early`, {
    client: zed,
    many: 50,
  });
  await rig.clock.advance(0);
  const late = 'What was kept until its sender was let in is carried out like all else: it takes a token.';
  passed(rest, exactly(40 - EARLY_ONES), [witness], late);
}

/** Somebody empties the bucket and goes on, message by message. Settles. */
export async function goesOnTalking(rig: Rig, client: WebSocketClient, witness: WebSocketClient): Promise<void> {
  await burst(rig, 'a burst that empties the bucket', { client, many: 45 });
  await rig.clock.advance(0);
  const on = await drip(rig, 'a message each 30 ms for 3 s, from an empty bucket', { client, many: 100 }, 30);
  await rig.settle();
  const gain =
    'The bucket gains 20 each second, however often somebody asks, or has come back: nothing is gained twice, and no part of a token is lost.';
  passed(on, { least: 40, most: 60 }, [witness], gain);
}
