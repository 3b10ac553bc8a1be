/** All kinds of people, and what they pretend to be. */
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { byTicket, byToken, enters, ticketFor } from './credentials.ts';

/** With all that JSON must escape, and that nobody else should. */
export const TEXT = '"quotes" \\ & <b>ümläute</b>  \u{1f4c8}';
export const userOf = ({ name }: WebSocketClient) => /^[^ ,]+/.exec(name)?.[0] ?? name;

/** Two connections each of mia and ana, one of each other; ana says in every way that she is mia. */
export async function allKinds(rig: Rig) {
  const forged = { userId: 'mia', role: 'manager', from: 'mia' };
  const mia = await enters(rig, 'mia', byTicket(await ticketFor(rig, 't-mia')));
  const miaToo = await enters(rig, 'mia (by token)', byToken('t-mia', { 'X-Role': 'worker' }));
  const { path } = byTicket(await ticketFor(rig, 't-ana', forged));
  const ana = await enters(rig, 'ana', { path: `${path}&userId=mia&user=mia&from=mia&role=manager`, headers: {} });
  const anaToo = await enters(rig, 'ana (by token)', {
    path: '/ws?userId=mia&user=mia&from=mia&role=manager',
    headers: { ...byToken('t-ana').headers, 'X-User-Id': 'mia', 'X-Role': 'manager' },
  });
  const zed = await enters(rig, 'zed, assistant to the manager', byToken('t-zed'));
  const odd = await enters(rig, '__proto__', byTicket(await ticketFor(rig, 't-proto')));
  return { mia, miaToo, ana, anaToo, zed, odd };
}
