// Pings and pongs: answered by themselves, by hand, unasked, with data, too long, before and after the open state.
import { note, once, settled } from '../shared/notes.mjs';
import { connect, serve, watchSocket } from '../shared/websocket.mjs';

for (const autoPong of [true, false]) {
  const who = `autoPong ${autoPong}`;
  const { server, port } = await serve({ autoPong }, (socket) => watchSocket(`${who}: server`, socket));
  const client = watchSocket(`${who}: client`, connect(port, { autoPong }));
  const attempt = (what, run) => {
    try {
      run();
    } catch (error) {
      note(`${who}: attempts`, what, error.name, error.message);
    }
  };
  attempt('early', () => client.ping());
  await once(client, 'open');
  client.ping();
  client.ping('text');
  client.ping(Buffer.from([1, 2]), undefined, (error) => note(`${who}: attempts`, 'sent', error));
  client.pong('unasked');
  client.ping(7);
  attempt('long', () =>
    client.ping(Buffer.alloc(126), true, (error) => note(`${who}: attempts`, 'long', error?.message)),
  );
  client.send('last');
  await once([...server.clients][0], 'message');
  client.close();
  await once(client, 'close');
  attempt('late', () => client.ping('x', true, (error) => note(`${who}: attempts`, 'late', error.message)));
  await settled();
  server.close();
}
