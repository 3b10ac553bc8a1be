/** For the engine's own tests: the clients of a check and its matchers. */
import type { Check } from '../../check.ts';
import { expectOnly, expectSilence } from '../../matchers.ts';
import { complaintOf, same } from './same.ts';

const LESSON = 'testing#clients';

export const clientChecks: readonly Check[] = [
  {
    id: 'C1.1',
    title: 'Server-sent events',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const began = rig.clock.now();
      const stream = await rig.events('/events', { name: 'ana', lastEventId: '6', headers: { 'X-Extra': 'yes' } });
      same([stream.status, rig.clock.now() - began, stream.ended], [200, 0, undefined], 'the head at once');
      await rig.http('POST', '/tell', { body: 'id: 7\nevent: alert\ndata: {"a":[1,2]}\n\n' });
      const alert = await stream.next('the alert', { type: 'alert', json: { a: [1, 2] } }, { withinMs: 0 });
      same([alert.data, alert.lastEventId, stream.lastEventId], ['{"a":[1,2]}', '7', '7'], 'the alert');
      await rig.http('POST', '/tell', { body: 'retry: 50\n\n: still here\r\n\r\ndata: x\r\rdata: y' });
      same(
        [stream.pending().map(({ data }) => data), stream.retry, stream.isIncomplete],
        [['x'], 50, true],
        'the rest',
      );
      same(
        stream.comments.map(({ text }) => text),
        ['still here'],
        'the comments',
      );
      same(
        [alert.at, stream.comments[0]?.at],
        [
          { link: 'ana', entry: 3 },
          { link: 'ana', entry: 5 },
        ],
        'the places',
      );
      expectOnly(stream, { data: 'x' }, 'event "x"', 'It was told once.');
      expectSilence([stream], { type: 'alert' }, 'second alert', 'There was one.');
      same(
        [
          complaintOf(() => expectOnly(stream, { data: 'y' }, 'event "y"', 'It has no blank line yet.')),
          complaintOf(() => expectSilence([stream], ({ data }) => data === 'x', 'x', 'It came.')),
        ],
        ['ana received x.', 'ana received x.'],
        'what the matchers say of a stream',
      );
      same(new TextDecoder().decode(stream.received).endsWith('data: y'), true, 'the bytes');
      same((await rig.http('GET', '/count')).json, { open: 1, last: '6 yes' }, 'the server knows of it');
      await stream.close();
      same((await rig.http('GET', '/count')).json, { open: 0, last: '6 yes' }, 'and that it has gone');
      const cut = await rig.events('/events', { name: 'bo' });
      await cut.link.cut();
      same(
        [cut.ended?.how, (await rig.http('GET', '/count')).json],
        ['broken', { open: 0, last: 'undefined undefined' }],
        'a cut',
      );
      const brief = await rig.events('/brief');
      await brief.nextEnd('the end of the stream');
      same([brief.ended?.how, brief.inbox.length], ['end', 1], 'an end');
      const other = await rig.events('/count');
      await rig.settle();
      same([other.status, other.inbox.length], [200, 0], 'no stream of events');
    },
  },
  {
    id: 'C1.2',
    title: 'A held request',
    points: 1,
    lesson: LESSON,
    async run(rig) {
      const [held, gone] = [await rig.request('GET', '/hold'), await rig.request('GET', '/hold', { name: 'gone' })];
      const asked = rig.clock.now();
      await rig.clock.advance(5000);
      same([held.head, held.body.length, held.endedAt], [undefined, 0, undefined], 'nothing in 5 s');
      await gone.abort();
      const answer = await held.complete('the answer to the held request', { withinMs: 30_000 });
      same([answer.status, (held.endedAt ?? 0) - asked], [204, 25_000], 'the answer');
      same((await rig.http('GET', '/gone')).text, '1', 'the one that went');
      const drops = await rig.request('GET', '/drop');
      same(drops.failed, 'The connection was reset or closed before an answer came.', 'a dropped one');
      const slow = await rig.request('GET', '/brief', { name: 'slow' });
      await slow.nextHead('the head of /brief');
      same([slow.head?.status, slow.endedAt], [200, undefined], 'a head without its end');
    },
  },
];
