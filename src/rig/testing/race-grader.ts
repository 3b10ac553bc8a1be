/** For the engine's own tests: everything that could go in another order from run to run, then a failure with its transcript. */
import { type Check, Mismatch } from '../check.ts';
import type { WebSocketClient } from '../rig.ts';

const NAMES = ['ana', 'bo', 'cleo', 'dan', 'eve', 'finn'];

const checks: readonly Check[] = [
  {
    id: 'R1.1',
    title: 'Races',
    points: 1,
    lesson: 'testing#races',
    async run(rig) {
      const clients = await Promise.all(NAMES.map((name) => rig.open('/', { name })));
      for (const client of clients) client.send(`${client.name} at once`);
      await rig.settle();
      await rig.together(...clients.map((client) => () => client.send(`${client.name} in one turn`)));
      await rig.clock.advance(20 * 60_000 * rig.random());
      const [ana, bo, cleo, dan, eve] = clients as [
        WebSocketClient,
        WebSocketClient,
        WebSocketClient,
        WebSocketClient,
        WebSocketClient,
      ];
      await Promise.all([rig.http('GET', '/health'), rig.http('GET', '/nowhere')]);
      await rig.together(
        () => void ana.link.cut(),
        () => bo.startClose(4001, 'bye'),
        () => cleo.send('while they go'),
        () => void dan.link.fin(),
      );
      await eve.close(1000);
      await rig.settle();
      throw new Mismatch({
        expected: 'A transcript.',
        received: 'This one.',
        why: 'It is compared.',
        at: cleo.link.last(),
      });
    },
  },
];

export default checks;
