/** For the engine's own tests: gates and schedules, seen from a check. */
import { type Check, Mismatch } from '../../check.ts';
import type { Rig, WebSocketClient } from '../../rig.ts';
import { same } from './same.ts';

const LESSON = 'testing#gates';

const users = (rig: Rig, names: readonly string[]) => Promise.all(names.map((name) => rig.open('/', { name })));
const replies = (clients: readonly WebSocketClient[]) => clients.map((client) => client.inbox.map(({ json }) => json));

export const gateChecks: readonly Check[] = [
  {
    id: 'Q1.1',
    title: 'A held operation is rest, and ends as the check says',
    points: 1,
    lesson: LESSON,
    gates: ['store'],
    async run(rig) {
      const store = rig.gate('store');
      store.hold();
      const [ana] = (await users(rig, ['ana'])) as [WebSocketClient];
      ana.send({ reserve: '12A' });
      const first = await store.next('the question who has 12A', ['get', '12A']);
      same([first.name, first.arguments, first.state], ['get', ['12A'], 'waiting'], 'the operation');
      await rig.clock.advance(60_000);
      same([store.pending.length, ana.inbox.length], [1, 0], 'an hour of silence');
      await store.release(first);
      same([first.state, first.returned], ['ended', { owner: null, version: 0 }], 'the end of it');
      const second = await store.next('the reservation', 'putIf');
      await store.release(second, { afterMs: 700 });
      same([second.state, ana.inbox.length], ['released', 0], 'on its way');
      await rig.clock.advance(699);
      same(ana.inbox.length, 0, 'a moment before');
      await rig.clock.advance(1);
      same(replies([ana]), [['confirmed']], 'in time');
      ana.send({ reserve: '12B' });
      await store.release(undefined, { value: { owner: 'somebody', version: 4 } });
      same(replies([ana]), [['confirmed', 'taken']], 'a value in its place');
      ana.send({ reserve: '12C' });
      const failed = await store.release(undefined, { error: { message: 'down', code: 'STORE' } });
      same([replies([ana]), failed.threw], [[['confirmed', 'taken', 'STORE down']], 'down'], 'an error in its place');
      await store.open((operation) => ({ value: { owner: operation.name, version: 1 } }));
      ana.send({ reserve: '12D' });
      await rig.settle();
      same(replies([ana])[0]?.at(-1), 'taken', 'answered at once');
    },
  },
  {
    id: 'Q1.2',
    title: 'One winner in every order',
    points: 1,
    lesson: LESSON,
    gates: ['store'],
    seeds: 8,
    async run(rig) {
      const clients = await users(rig, ['ana', 'bo', 'cleo', 'dan']);
      const store = rig.gate('store');
      store.hold();
      await rig.together(...clients.map((client) => () => client.send({ reserve: '12A' })));
      await store.releaseAll();
      await rig.settle();
      const outcomes = replies(clients).flat().map(String).sort();
      const at = store.operations.findLast(({ name }) => name === 'putIf')?.at;
      if (outcomes.join() === 'confirmed,taken,taken,taken') return;
      throw new Mismatch({ expected: 'One winner.', received: outcomes.join(), why: 'A seat has one owner.', at });
    },
  },
  {
    id: 'Q1.3',
    title: 'Operations outlive the client that caused them',
    points: 1,
    lesson: LESSON,
    gates: ['store'],
    async run(rig) {
      const [ana, bo] = (await users(rig, ['ana', 'bo'])) as [WebSocketClient, WebSocketClient];
      const store = rig.gate('store');
      store.hold();
      ana.send({ reserve: '12A' });
      await store.next('the question', 'get');
      await ana.link.cut();
      same((await store.next('the note of the departure', 'log')).arguments, ['left'], 'asked in the close handler');
      await store.releaseAll();
      same(store.pending.length, 0, 'all ended');
      bo.send({ reserve: '12A' });
      await store.releaseAll();
      same(replies([bo]), [['taken']], 'the seat of who has gone');
    },
  },
  {
    id: 'Q1.6',
    title: 'Handshakes that a gate holds up',
    points: 1,
    lesson: LESSON,
    gates: ['store'],
    async run(rig) {
      const store = rig.gate('store');
      store.hold();
      const [ana, bo] = [await rig.handshake('/12A', { name: 'ana' }), await rig.handshake('/12A', { name: 'bo' })];
      await rig.settle();
      same([ana.outcome, bo.outcome, store.pending.length], [undefined, undefined, 2], 'both wait');
      await store.releaseAll();
      const outcomes = [await ana.done('the answer to ana'), await bo.done('the answer to bo')];
      same(outcomes.map(({ outcome }) => outcome).sort(), ['open', 'refused'], 'one place for two');
    },
  },
  {
    id: 'Q1.4',
    title: 'What nobody holds goes on at once, and the world can send',
    points: 1,
    lesson: LESSON,
    gates: ['store'],
    async run(rig) {
      const [ana] = (await users(rig, ['ana'])) as [WebSocketClient];
      ana.send({ reserve: '12A' });
      await ana.next('the answer', (json) => json === 'confirmed', { withinMs: 0 });
      same(rig.gate('store').pending.length, 0, 'none waits');
      await rig.gate('store').send('closed', '12A');
      await ana.next('the news', (json) => json === 'closed 12A', { withinMs: 0 });
      throw new Mismatch({ expected: 'A transcript.', received: 'This one.', why: 'It is compared.' });
    },
  },
  {
    id: 'Q1.5',
    title: 'A check that names no gate',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const [ana] = (await users(rig, ['ana'])) as [WebSocketClient];
      ana.send({ reserve: '12A' });
      await ana.next('the answer', (json) => json === 'confirmed');
    },
  },
];
