import { createServer } from 'node:http';

// The feed as the lobby's wall knows it: it can only be polled, and the wall shows every number twice.

const events: { id: number; value: number }[] = [];

const server = createServer((request, response) => {
  const url = new URL(`http://feed${request.url}`);

  if (request.method === 'POST' && url.pathname === '/tick') {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const { value } = JSON.parse(body);
      const id = events.length + 1;
      events.push({ id, value });
      response.statusCode = 201;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id }));
    });
    return;
  }

  if (request.method === 'GET' && url.pathname === '/poll') {
    const since = Number(url.searchParams.get('since'));
    const found = events.filter((event) => event.id >= since);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ events: found, last: found.at(-1)?.id ?? since }));
    return;
  }

  // To do: GET /long-poll, GET /events and GET /stats.
  response.statusCode = 404;
  response.end();
});

server.listen(process.env.PORT, () => {
  console.log(`feed listening on ${process.env.PORT}`);
});
