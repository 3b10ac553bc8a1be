/** For the engine's own tests: long and busy stretches of virtual time whose logs must not differ from run to run. */
import { type Check, Mismatch } from '../check.ts';
import type { Rig, WebSocketClient } from '../rig.ts';
import { socketio } from '../socketio.ts';

const LESSON = 'testing#proof';
const MINUTE = 60_000;

/** Ends the check with all that the program has logged and all that the rig's clients have seen. */
async function tell(rig: Rig, seen: readonly string[]): Promise<never> {
  const { all } = await rig.output();
  throw new Mismatch({ expected: 'The log.', received: [all.trim(), ...seen].join('\n'), why: 'It is compared.' });
}

function history({ name, inbox, pings, closed }: WebSocketClient): string[] {
  return [
    ...pings.map(({ time }) => `${name} ping ${time}`),
    ...inbox.map(({ time, text }) => `${name} ${time} ${text?.slice(0, 80)}`),
    `${name} closed ${closed?.code}`,
  ];
}

const checks: readonly Check[] = [
  {
    id: 'P1.1',
    title: 'A heartbeat over 20 minutes, a healthy and a mute client',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const healthy = await rig.open('/', { name: 'healthy' });
      const mute = await rig.open('/', { name: 'mute', pings: 'never' });
      await rig.clock.advance(20 * MINUTE);
      await tell(rig, [...history(healthy), ...history(mute)]);
    },
  },
  {
    id: 'P1.2',
    title: 'Everything at once',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const clients = [];
      for (const name of ['a', 'b', 'c', 'd']) clients.push(await rig.open('/', { name }));
      const [a, b, c, d] = clients as [WebSocketClient, WebSocketClient, WebSocketClient, WebSocketClient];
      for (const [seat, client] of clients.entries()) client.send({ key: 'seat', value: seat });
      await rig.clock.advance(200);
      await rig.together(...clients.map((client, seat) => () => client.send({ key: `own ${seat % 2}`, value: seat })));
      await rig.clock.advance(200);
      const answers = await Promise.all(
        ['/outer', '/work', '/outer'].map((path) => rig.http('GET', path, { name: path })),
      );
      await a.link.cut();
      await rig.together(
        () => void d.link.cut(),
        () => b.startClose(4001),
        () => c.send({ key: 'seat', value: 'last' }),
      );
      await rig.clock.advance(MINUTE);
      await c.link.fin();
      await rig.clock.advance(6000);
      await tell(rig, [...answers.map(({ status, text }) => `${status} ${text}`), ...clients.flatMap(history)]);
    },
  },
  {
    id: 'P1.3',
    title: 'Stall, then resume',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const slow = await rig.open('/', { name: 'slow' });
      const quick = await rig.open('/', { name: 'quick' });
      slow.send('feed');
      quick.send('feed');
      await rig.clock.advance(1000);
      await slow.link.stall();
      await rig.clock.advance(5000);
      const before = slow.inbox.length;
      await slow.link.resume();
      const after = slow.inbox.length;
      await rig.clock.advance(5000);
      await slow.link.stall();
      await rig.clock.advance(20_000);
      await slow.link.resume();
      await rig.settle();
      const times = [slow, quick].map(({ name, inbox, closed }) => [
        `${name}: ${inbox.length} closed ${closed?.code}`,
        ...inbox.map(({ time, data }) => `${time} ${data.length}`),
      ]);
      await tell(rig, [`${before} then ${after}`, ...times.flat()]);
    },
  },
  {
    id: 'P1.4',
    title: 'Ten minutes of the pings of Socket.IO',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const upgraded = await socketio(rig, { name: 'upgraded' });
      const lost = await socketio(rig, { name: 'lost', transports: ['websocket'], reconnects: 'when told' });
      await upgraded.nextUpgrade('the upgrade');
      const answer = await upgraded.emitWithAck('the answer to 41', 'plus one', 41);
      await rig.clock.advance(MINUTE);
      for (const link of lost.links) await link.blackhole();
      await rig.clock.advance(9 * MINUTE);
      const ends = [upgraded, lost].flatMap(({ name, disconnects }) =>
        disconnects.map(({ reason, time }) => `${name} ${time} ${reason}`),
      );
      await tell(rig, [`${answer} ${upgraded.transport} ${upgraded.isConnected}`, ...ends]);
    },
  },
];

export default checks;
