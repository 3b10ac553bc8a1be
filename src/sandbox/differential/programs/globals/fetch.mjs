// fetch, Request, Response, Headers, FormData against a server of its own.
import http from 'node:http';

const server = http
  .createServer((req, res) => {
    let body = '';
    req.on('data', (c) => (body += c));
    req.on('end', () => {
      if (req.url === '/redirect') {
        res.writeHead(302, { location: '/json' }).end();
        return;
      }
      if (req.url === '/hang') return;
      if (req.url === '/stream') {
        res.write('one ');
        setTimeout(() => {
          res.write('two ');
          res.end('three');
        }, 5);
        return;
      }
      if (req.url === '/cookies') {
        res.setHeader('set-cookie', ['a=1', 'b=2']);
        res.end();
        return;
      }
      if (req.url === '/reset') {
        req.socket.destroy();
        return;
      }
      res.writeHead(req.url === '/404' ? 404 : 200, {
        'content-type': 'application/json',
        'x-seen': req.headers['x-a'] ?? '',
      });
      res.end(JSON.stringify({ method: req.method, url: req.url, body, headers: { ...req.headers, host: undefined } }));
    });
  })
  .listen(0, '127.0.0.1');
await new Promise((r) => server.on('listening', r));
const base = `http://127.0.0.1:${server.address().port}`;
const r = await fetch(`${base}/json?q=1`, { headers: { 'X-A': 'b' } });
console.log(
  r.status,
  r.ok,
  r.statusText,
  r.redirected,
  r.type,
  r.headers.get('content-type'),
  r.headers.get('x-seen'),
  await r.json(),
);
console.log(
  await (
    await fetch(base, {
      method: 'POST',
      body: JSON.stringify({ a: 1 }),
      headers: { 'content-type': 'application/json' },
    })
  ).json(),
);
console.log(await (await fetch(base, { method: 'PUT', body: new URLSearchParams({ a: 'b c' }) })).json());
const redirected = await fetch(`${base}/redirect`);
console.log(redirected.redirected, new URL(redirected.url).pathname, (await redirected.json()).url);
console.log((await fetch(`${base}/404`)).status, (await fetch(`${base}/cookies`)).headers.getSetCookie());
const stream = await fetch(`${base}/stream`);
let text = '';
for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) text += chunk;
console.log(text);
const c = new AbortController();
setTimeout(() => c.abort(), 5);
await fetch(`${base}/hang`, { signal: c.signal }).catch((e) => console.log(e.name, e.code, e.message));
await fetch(`${base}/hang`, { signal: AbortSignal.timeout(5) }).catch((e) => console.log(e.name, e.message));
await fetch(`${base}/reset`).catch((e) => console.log(e.name, e.message, e.cause?.code, e.cause?.message));
await fetch('http://127.0.0.1:1/').catch((e) =>
  console.log(e.name, e.message, e.cause?.code, e.cause?.syscall, e.cause?.address),
);
await fetch('nope').catch((e) => console.log(e.name, e.message, e.cause?.code));
await fetch(`ftp://x`).catch((e) => console.log(e.name, e.message, e.cause?.message));
const f = new FormData();
f.append('k', 'v');
f.append('file', new Blob(['content'], { type: 'text/plain' }), 'n.txt');
const fr = await (await fetch(base, { method: 'POST', body: f })).json();
console.log(
  fr.headers['content-type'].replace(/-{4}.*/, ''),
  fr.body.length > 100,
  fr.body.includes('filename="n.txt"'),
);
const req = new Request(base, { method: 'POST', body: 'x' });
console.log(req.method, await req.clone().text(), req.bodyUsed);
console.log(await (await fetch(req)).json().then((j) => j.body));
await fetch(req).catch((e) => console.log(e.name, e.message));
console.log(
  await new Response('abc', { status: 201, headers: { a: 'b' } }).text(),
  Response.json({ a: 1 }).headers.get('content-type'),
  Response.error().type,
  (await new Response(new Blob(['b'])).arrayBuffer()).byteLength,
);
console.log(await (await fetch('data:text/plain,hello')).text(), [
  ...new Headers([
    ['B', '1'],
    ['a', '2'],
    ['b', '3'],
  ]),
]);
server.close();
server.closeAllConnections();
