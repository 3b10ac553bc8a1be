// Codes and reasons of a close as both sides see them; those that are refused; closing twice, early and late.
import { note, once } from '../shared/notes.mjs';
import { connect, serve, watchSocket } from '../shared/websocket.mjs';

for (const args of [
  [],
  [1000],
  [1000, 'fine'],
  [1001, 'größe'],
  [3000],
  [4999, Buffer.from('bytes')],
  [1011, 'x'.repeat(123)],
]) {
  const who = JSON.stringify(args).slice(0, 40);
  const { server, port } = await serve({}, (socket) => watchSocket(`${who}: server`, socket));
  const client = watchSocket(`${who}: client`, connect(port));
  await once(client, 'open');
  client.close(...args);
  note(`${who}: client`, 'state', client.readyState);
  client.close(4000, 'again');
  await once(client, 'close');
  client.close();
  server.close();
}
const { server, port } = await serve({}, (socket) => {
  watchSocket('server closes', socket);
  socket.once('message', () => socket.close(4001, 'over'));
});
const client = watchSocket('is closed', connect(port));
await once(client, 'open');
for (const args of [[1004], [1005], [1006], [1015], [999], [5000], ['x'], [1000, 'x'.repeat(124)], [2999]]) {
  try {
    client.close(...args);
  } catch (error) {
    note('refused', JSON.stringify(args).slice(0, 20), error.name, error.code, error.message);
  }
}
client.send('now');
await once(client, 'close');
server.close();

const patient = await serve();
const early = watchSocket('early', connect(patient.port));
early.close(4002, 'never open');
await once(early, 'close');
const terminated = watchSocket('terminated', connect(patient.port));
await once(terminated, 'open');
terminated.terminate();
note('terminated', terminated.readyState);
await once(terminated, 'close');
const atOnce = watchSocket('terminated at once', connect(patient.port));
atOnce.terminate();
await once(atOnce, 'close');
while (patient.server.clients.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
note('clients', patient.server.clients.size);
patient.server.close();
