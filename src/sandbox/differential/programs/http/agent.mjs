// An agent that keeps connections: reuse, limits, the queue, what it holds, and its end.
import http from 'node:http';
import { listening, note, once } from '../shared/notes.mjs';

let connections = 0;
const server = http.createServer((request, response) => {
  request.resume();
  if (request.url === '/close') response.setHeader('Connection', 'close');
  setTimeout(() => response.end(request.url), request.url === '/slow' ? 30 : 0);
});
server.on('connection', () => (connections += 1));
server.keepAliveTimeout = 5000;
const port = await listening(server);
const agent = new http.Agent({ keepAlive: true, maxSockets: 2, maxFreeSockets: 1 });
const count = (sockets) =>
  Object.values(sockets)
    .map((list) => list.length)
    .join();
const state = () =>
  `sockets ${count(agent.sockets)} free ${count(agent.freeSockets)} queue ${count(agent.requests)} total ${agent.totalSocketCount}`;
const fetchOne = async (path) => {
  const request = http.get({ port, host: '127.0.0.1', path, agent });
  const response = await once(request, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return `${text} reused ${request.reusedSocket} ${JSON.stringify(response.headers.connection)} ${response.headers['keep-alive']}`;
};
const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};

note(
  'agent',
  agent.keepAlive,
  agent.maxSockets,
  agent.maxFreeSockets,
  agent.scheduling,
  agent.maxTotalSockets,
  agent.defaultPort,
  agent.protocol,
);
note('agent', agent.getName({ host: 'h', port: 1, localAddress: 'l', family: 4 }));
for (let i = 0; i < 3; i += 1) note('in turn', await fetchOne(`/${i}`));
await until(() => count(agent.sockets) === '');
note('in turn', state(), connections);
const several = ['/slow', '/slow', '/slow', '/x'].map(fetchOne);
note('at once', state());
for (const text of await Promise.all(several)) note('at once', text);
await until(() => count(agent.sockets) === '' && agent.totalSocketCount === 1);
note('at once', state(), connections);
note('close', await fetchOne('/close'));
await until(() => agent.totalSocketCount === 0);
note('close', state(), connections);
note('anew', await fetchOne('/anew'));
await until(() => count(agent.sockets) === '');
const [free] = Object.values(agent.freeSockets)[0];
free.on('close', () => note('free', 'close', free.destroyed));
note('free', free.listenerCount('error'), free.timeout);
agent.destroy();
await until(() => agent.totalSocketCount === 0);
note('destroyed', state());
note(
  'no agent',
  await new Promise((resolve) =>
    http.get({ port, host: '127.0.0.1', agent: false }, (response) => resolve(response.resume().headers.connection)),
  ),
);
note('global', http.globalAgent.keepAlive, http.globalAgent.options.timeout);
server.close();
