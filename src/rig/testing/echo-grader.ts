/** A tiny grader for the engine's own tests: a WebSocket echo with a heartbeat, and one HTTP route. */
import { type Check, Mismatch } from '../check.ts';
import { because, expectStatus } from '../matchers.ts';

const LESSON = 'testing#echo';

const checks: readonly Check[] = [
  {
    id: 'T1.1',
    title: 'Echo',
    points: 40,
    lesson: LESSON,
    async run(rig) {
      const ana = await rig.open('/', { name: 'ana' });
      ana.send({ type: 'hello', text: 'one' });
      const echo = await because('An echo is what was said.', ana.next('the echo of hello', { type: 'hello' }));
      if (echo.text !== '{"type":"hello","text":"one"}') {
        throw new Mismatch({
          expected: 'The message comes back as it was sent.',
          received: `${echo.text}`,
          why: 'An echo that changes the message is none.',
          at: echo.at,
        });
      }
      await ana.close(1000, 'done');
    },
  },
  {
    id: 'T1.2',
    title: 'Heartbeat',
    points: 40,
    lesson: LESSON,
    async run(rig) {
      const healthy = await rig.open('/', { name: 'healthy' });
      const mute = await rig.raw({ name: 'mute' });
      mute.write(
        'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      );
      await rig.clock.advance(20 * 60_000);
      if (healthy.closed) {
        throw new Mismatch({
          expected: 'A client that answers pings stays connected.',
          received: `It was closed with ${healthy.closed.code}.`,
          why: 'A heartbeat must not kill the living.',
          at: healthy.closed.at,
        });
      }
      if (!mute.ended) {
        throw new Mismatch({
          expected: 'A client that answers no ping is disconnected.',
          received: 'It is still connected after 20 minutes.',
          why: 'Dead connections cost memory for ever.',
          at: mute.link.last(),
        });
      }
    },
  },
  {
    id: 'T1.3',
    title: 'HTTP beside it',
    points: 20,
    lesson: LESSON,
    async run(rig) {
      const answer = await rig.http('GET', '/health');
      expectStatus(answer, 200, 'GET /health', 'Monitoring asks it.');
    },
  },
];

export default checks;
