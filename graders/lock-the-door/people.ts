/** All kinds of people, and what they pretend to be. */
import { frames } from '../../src/rig/frames.ts';
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { byTicket, byToken, enters, entersAs, entersByTicketAs, ticketFor } from './credentials.ts';

/** With all that JSON must escape, and that nobody else should, or put in another form, or take away. */
export const TEXT = ' "quotes" \\ & <b>ümläute, u\u0308</b> $&  \r\n\0\u200b\u{1f4c8}\n';
/** Makes a message of 4 KiB: as long as one may be that is checked. */
export const LONG_TEXT = 'and so on '.repeat(410).slice(0, 4096 - JSON.stringify({ type: 'say', text: '' }).length);
export const userOf = ({ name }: WebSocketClient) => (name === LONG_NAME ? name : (/^[^ ,]+/.exec(name)?.[0] ?? name));

/** With what might part the fields of a ticket, what is no Latin-1, and what a tidy server would change. */
const LONG_NAME = ' Zoe\u0308.o:brien|\u2192 of the Department of Preemptive Compliance ';

/** Has said so in a Close frame, and has not ended its side yet: for half a minute its connection is neither open nor gone. */
async function isLeaving(rig: Rig): Promise<void> {
  const { path, headers } = byToken('t-ben');
  const ben = await rig.rawWebSocket(path, { name: 'ben (leaving)', headers });
  await rig.clock.advance(0);
  ben.send(frames.close(1000));
}

/** Two connections each of mia, ana and kim, one of each other; ana says in every way that she is mia. */
export async function allKinds(rig: Rig) {
  await isLeaving(rig);
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
  const zoe = await entersByTicketAs(rig, LONG_NAME, { userId: LONG_NAME, role: 'worker' });
  // One user, two tokens, two roles: what verify says of a credential holds for that connection.
  const kim = await entersAs(rig, 'kim (as a worker)', { userId: 'kim', role: 'worker' });
  const kimToo = await entersAs(rig, 'kim (as a manager)', { userId: 'kim', role: 'manager' });
  const max = await entersAs(rig, 'Max, whose role is Manager', { userId: 'Max', role: 'Manager' });
  const pia = await entersAs(rig, 'pia, whose role is "manager "', { userId: 'pia', role: 'manager ' });
  const adi = await entersAs(rig, 'adi, whose role is admin', { userId: 'adi', role: 'admin' });
  return { mia, miaToo, ana, anaToo, zed, odd, zoe, kim, kimToo, max, pia, adi };
}
