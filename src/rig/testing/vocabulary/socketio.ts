/** For the engine's own tests: Socket.IO clients of a check. */
import { type Check, Mismatch } from '../../check.ts';
import { expectOnly, expectSilence } from '../../matchers.ts';
import { socketio, trySocketio } from '../../socketio.ts';
import { complaintOf, same } from './same.ts';

const LESSON = 'testing#socketio';

export const socketIoChecks: readonly Check[] = [
  {
    id: 'S1.1',
    title: 'Events, acknowledgements, namespaces',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const refused = await trySocketio(rig, { name: 'mallory', namespace: '/exec' });
      same([refused.outcome, refused.outcome === 'refused' && refused.message], ['refused', 'no token'], 'a refusal');
      const options = { namespace: '/exec', auth: { token: 't' }, extraHeaders: { 'X-Who': 'ana' }, query: { q: '1' } };
      const ana = await socketio(rig, { ...options, name: 'ana' });
      const bo = await socketio(rig, { ...options, name: 'bo', transports: ['websocket'] });
      await ana.nextUpgrade('the upgrade of ana');
      same([ana.transport, bo.transport, bo.links.length], ['websocket', 'websocket', 1], 'the transports');
      const reply = await ana.emitWithAck('the reply', 'say', { text: 'hi' });
      same(reply, { ok: true, who: 'ana', q: '1' }, 'the acknowledgement');
      const said = await bo.next('what ana says, at bo', ['said', { text: 'hi' }]);
      same([said.args, ana.inbox.length, bo.pending().length], [[{ text: 'hi', n: 1 }], 0, 0], 'what bo received');
      bo.emit('ask me');
      const asked = await bo.next('the question', 'question');
      asked.ack?.(42);
      same((await bo.next('the answer, told', 'answered')).args, [42], 'an acknowledgement of ours');
      ana.emit('bytes', Uint8Array.of(1, 2, 3));
      await rig.settle();
      expectOnly(bo, 'bytes', 'message with the bytes', 'They were sent once.');
      expectSilence([ana, bo], ['said', { text: 'hi' }], 'second "hi"', 'It was said once.');
      same(
        complaintOf(() => expectSilence([ana, bo], 'bytes', 'bytes', 'They came.')),
        'bo received bytes({"type":"Buffer","data":[1,2,3]}).',
        'what a matcher says of a packet',
      );
      same(
        (await bo.next('the bytes', 'bytes')).args.map((it) => [...(it as Uint8Array)]),
        [[1, 2, 3]],
        'binary',
      );
      throw new Mismatch({ expected: 'A transcript.', received: 'This one.', why: 'It is compared.', at: said.at });
    },
  },
  {
    id: 'S1.2',
    title: 'Polling, cuts, coming back, silence',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const polling = await socketio(rig, { name: 'pat', transports: ['polling'] });
      same(await polling.emitWithAck('the reply', 'say', { text: 'hi' }), { ok: true }, 'over polling');
      same(polling.transport, 'polling', 'the transport');
      const ana = await socketio(rig, { name: 'ana', transports: ['websocket'] });
      const began = rig.clock.now();
      await ana.cut();
      same([ana.isConnected, await ana.nextDisconnect('the cut')], [false, 'transport close'], 'after the cut');
      await ana.nextConnect('ana comes back');
      const waited = rig.clock.now() - began;
      if (waited < 500 || waited > 1500) throw new Error(`It came back after ${waited} ms.`);
      await rig.clock.advance(2 * 60_000);
      same([ana.isConnected, ana.disconnects.length, polling.isConnected], [true, 1, true], 'two quiet minutes');
      await ana.blackhole();
      await rig.clock.advance(46_000);
      same(ana.disconnects.at(-1)?.reason, 'ping timeout', 'a silent network');
      await ana.nextConnect('ana is back');
      await rig.clock.advance(60_000);
      await polling.disconnect();
      same((await rig.http('GET', '/count')).json, 1, 'the server knows who is left');
      throw new Mismatch({ expected: 'A transcript.', received: `${waited}`, why: 'It is compared.' });
    },
  },
];
