/** Five failures, and the end of the connection that has made them. */
import { expectClosed } from '../../src/rig/matchers.ts';
import type { Rig } from '../../src/rig/rig.ts';
import type { Wrong } from './garbage.ts';
import { connect, type Person } from './people.ts';

const WHY =
  'A peer that is wrong again and again costs everybody else: after five failures it is shown the door, however long it took.';

/** Four times it was wrong already; this time it is closed with 1008. */
export async function fifthCloses({ client }: Person, whose: 'her' | 'his', wrong: Wrong, when = ''): Promise<void> {
  client.send(wrong.data);
  await expectClosed(client, 1008, `${client.name} sends ${whose} fifth wrong message${when}`, WHY);
}

/** Somebody who sends the same wrong message five times in one turn, and is closed with 1008. */
export async function fiveAtOnce(rig: Rig, name: string, wrong: Wrong): Promise<void> {
  const { client } = await connect(rig, name);
  await rig.together(...Array.from({ length: 5 }, () => () => client.send(wrong.data)));
  await expectClosed(client, 1008, `${name} sends five wrong messages at once`, WHY);
}
