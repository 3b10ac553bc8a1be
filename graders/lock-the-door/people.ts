/** All kinds of people, and what they pretend to be. */
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { byTicket, byToken, enters, entersAs, ticketFor } from './credentials.ts';

/** With all that JSON must escape, and that nobody else should, or put in another form. */
export const TEXT = '"quotes" \\ & <b>ümläute, u\u0308</b> $&  \r\n\u{1f4c8}';
/** As long as a message may be that is checked. */
export const LONG_TEXT = 'and so on '.repeat(390);
export const userOf = ({ name }: WebSocketClient) => /^[^ ,]+/.exec(name)?.[0] ?? name;

/** Two connections each of mia, ana and kim, one of each other; ana says in every way that she is mia. */
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
  // One user, two tokens, two roles: what verify says of a credential holds for that connection.
  const kim = await entersAs(rig, 'kim (as a worker)', { userId: 'kim', role: 'worker' });
  const kimToo = await entersAs(rig, 'kim (as a manager)', { userId: 'kim', role: 'manager' });
  const max = await entersAs(rig, 'Max, whose role is Manager', { userId: 'Max', role: 'Manager' });
  const pia = await entersAs(rig, 'pia, whose role is "manager "', { userId: 'pia', role: 'manager ' });
  return { mia, miaToo, ana, anaToo, zed, odd, kim, kimToo, max, pia };
}
