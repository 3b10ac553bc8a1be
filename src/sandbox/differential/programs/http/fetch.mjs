// fetch: heads, bodies, streams, redirects, aborts and the errors of each.
import http from 'node:http';
import { listening, note } from '../shared/notes.mjs';

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url, 'http://x');
  if (url.pathname === '/echo') {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { host, ...headers } = request.headers;
    response.setHeader('X-A', ['1', '2']).setHeader('Set-Cookie', ['a=1', 'b=2']);
    response.end(JSON.stringify({ method: request.method, headers, body }));
  } else if (url.pathname === '/redirect')
    response.writeHead(Number(url.searchParams.get('code')), { Location: '/echo' }).end();
  else if (url.pathname === '/loop') response.writeHead(302, { Location: '/loop' }).end();
  else if (url.pathname === '/hang') response.write('begun');
  else if (url.pathname === '/cut') response.write('begun', () => request.socket.destroy());
  else if (url.pathname === '/204') response.writeHead(204).end();
  else response.writeHead(404, 'Nothing Here').end('none');
});
const port = await listening(server);
const base = `http://127.0.0.1:${port}`;
const failing = async (what, run) => {
  try {
    note('errors', what, String(await run()));
  } catch (error) {
    const { name, message, code, cause } = error;
    note(
      'errors',
      what,
      name,
      message,
      code,
      cause?.name,
      cause?.code,
      String(cause?.message).replaceAll(String(port), 'PORT'),
    );
  }
};
const plain = await fetch(`${base}/echo`);
note(
  'plain',
  plain.status,
  plain.statusText,
  plain.ok,
  plain.redirected,
  plain.type,
  plain.url.endsWith('/echo'),
  plain.bodyUsed,
);
note(
  'plain',
  JSON.stringify([...plain.headers].filter(([name]) => name !== 'date')),
  JSON.stringify(plain.headers.getSetCookie()),
);
note('plain', await plain.text(), plain.bodyUsed);
await failing('twice', () => plain.text());
for (const body of [
  'text',
  new URLSearchParams({ a: 'b c' }),
  new Blob(['blob'], { type: 'x/y' }),
  new Uint8Array([104, 105]),
  null,
])
  note('bodies', await (await fetch(`${base}/echo`, { method: 'POST', body, headers: { 'X-Own': 'v' } })).text());
async function* parts() {
  yield Buffer.from('one ');
  yield Buffer.from('two');
}
note('bodies', await (await fetch(`${base}/echo`, { method: 'PUT', body: parts(), duplex: 'half' })).text());
const form = new FormData();
form.set('field', 'value');
note(
  'bodies',
  (await (await fetch(`${base}/echo`, { method: 'POST', body: form })).text()).replace(
    /-*formdata-undici-\d+/g,
    'BOUNDARY',
  ),
);
for (const code of [301, 302, 303, 307]) {
  const response = await fetch(`${base}/redirect?code=${code}`, { method: 'POST', body: 'b' });
  note('redirects', code, response.redirected, (await response.json()).method);
}
note('redirects', (await fetch(`${base}/redirect?code=302`, { redirect: 'manual' })).status);
await failing('redirect error', () => fetch(`${base}/redirect?code=302`, { redirect: 'error' }));
await failing('loop', () => fetch(`${base}/loop`));
const missing = await fetch(`${base}/missing`);
note('missing', missing.status, missing.statusText, missing.ok, await missing.text());
note('204', (await fetch(`${base}/204`)).body);
await failing('json', async () => (await fetch(`${base}/missing`)).json());
await failing('aborted before', () => fetch(base, { signal: AbortSignal.abort() }));
const abort = new AbortController();
const hanging = await fetch(`${base}/hang`, { signal: abort.signal });
abort.abort(new RangeError('mine'));
await failing('aborted while reading', () => hanging.text());
await failing('timeout', async () => (await fetch(`${base}/hang`, { signal: AbortSignal.timeout(30) })).text());
await failing('cut', async () => (await fetch(`${base}/cut`)).text());
await failing('refused', () => fetch('http://127.0.0.1:1/'));
await failing('no url', () => fetch('/relative'));
await failing('scheme', () => fetch('ftp://x/'));
await failing('get with a body', () => fetch(base, { body: 'x' }));
await failing('bad header', () => fetch(base, { headers: { 'a b': 'c' } }));
const streamed = await fetch(`${base}/echo`);
const reader = streamed.body.getReader();
const { value, done } = await reader.read();
note('stream', value.constructor.name, done, streamed.body.locked);
await reader.cancel();
server.close();
server.closeAllConnections();
