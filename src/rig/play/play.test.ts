import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleRig, type RigBundles } from '../testing/node-rig.ts';
import { echo, echoWith } from '../testing/servers.ts';

let rigs: RigBundles;

beforeAll(async () => {
  rigs = await bundleRig('play');
});
afterAll(() => rigs[Symbol.asyncDispose]());

/** Answers with a stream that does not end. */
const STREAM = `
import { createServer } from 'node:http';
createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  response.writeHead(200, [['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2'], ['content-TYPE', 'text/event-stream']].flat());
  response.write(\`data: \${request.method} \${request.headers['x-who']} \${body}\\n\\n\`);
  response.on('close', () => console.log('gone'));
}).listen(process.env.PORT);
`;

const STORE = `
import { gated } from './gate.js';
export const { get, fails } = gated('store', {
  get: (seat) => ({ seat, owner: null }),
  fails(when) { throw new Error('not ' + when); },
});
`;

const ASKS_STORE = `
import { createServer } from 'node:http';
import { fails, get } from './store.js';
createServer(async (request, response) => {
  const found = await get('12A');
  const error = await fails('now').catch((thrown) => thrown.message);
  response.end(JSON.stringify({ found, error, gate: typeof process.env.DUPLEX_GATE }));
}).listen(process.env.PORT);
`;

async function play(server: string, name = 'server.mjs') {
  const rig = await rigs.start({ [name]: server }, 'real');
  rig.send({ type: 'start', entry: name, env: {} });
  return rig;
}

describe('play', () => {
  it('tells when and where the server listens', async () => {
    await using rig = await play(echo);
    const { port, expected, ms } = await rig.next('listening');
    expect(port).toBe(expected);
    expect(ms).toBeGreaterThan(0);
  });

  it('tells a server that listens elsewhere what it was told', async () => {
    await using rig = await play(echoWith('process.env.PORT', '0'));
    const { port, expected } = await rig.next('listening');
    expect(port).not.toBe(expected);
  });

  it('shows on the wire what given modules are asked for, and lets it happen', async () => {
    const gate = await readFile(path.join(import.meta.dirname, '../../exercise/given/gate.js'), 'utf8');
    await using rig = await rigs.start({ 'server.mjs': ASKS_STORE, 'store.js': STORE, 'gate.js': gate }, 'real');
    rig.send({ type: 'start', entry: 'server.mjs', env: {}, gates: true });
    await rig.next('listening');
    rig.send({ type: 'http', id: '1', method: 'GET', path: '/', headers: {} });
    expect(await rig.next('body')).toMatchObject({
      text: '{"found":{"seat":"12A","owner":null},"error":"not now","gate":"undefined"}',
    });
    const seen: string[] = [];
    while (seen.length < 4) {
      const { rows } = await rig.next('rows');
      seen.push(...rows.filter(({ link }) => link === 'store.js').map(({ kind, preview }) => `${kind} ${preview}`));
      rig.send({ type: 'drawn', id: rows.at(-1)?.id ?? 0 });
    }
    expect(seen).toEqual([
      'operation get("12A") #1',
      'operation get #1 returns {"seat":"12A","owner":null}',
      'operation fails("now") #2',
      'operation fails #2 throws: not now',
    ]);
  });

  it('tells of a program that speaks for a given module, and runs on', async () => {
    const forger = `
      import net from 'node:net';
      net.connect(Number(process.env.DUPLEX_GATE), '127.0.0.1').write('nonsense\\n');
    `;
    await using rig = await rigs.start({ 'server.mjs': `${forger}${echo}` }, 'real');
    rig.send({ type: 'start', entry: 'server.mjs', env: {}, gates: true });
    expect(await rig.next('problem')).toMatchObject({ message: 'The grader was sent "nonsense".' });
    await rig.next('listening');
  });

  it('lets clients talk and shows what crosses the wire', async () => {
    await using rig = await play(echo);
    await rig.next('listening');
    rig.send({ type: 'connect', client: 'ana', path: '/' });
    await rig.next('opened', ({ client }) => client === 'ana');
    rig.send({ type: 'send', client: 'ana', text: 'hello' });
    expect(await rig.next('message')).toMatchObject({ client: 'ana', text: 'hello', isBinary: false });
    rig.send({ type: 'disconnect', client: 'ana', how: 'close' });
    expect(await rig.next('closed')).toMatchObject({ client: 'ana', code: 1000 });

    const kinds: string[] = [];
    while (!kinds.includes('down close')) {
      const { rows } = await rig.next('rows');
      kinds.push(...rows.map(({ direction, kind }) => `${direction ?? ''} ${kind}`.trim()));
      rig.send({ type: 'drawn', id: rows.at(-1)?.id ?? 0 });
    }
    expect(kinds.slice(0, 7)).toEqual([
      'event',
      'up request',
      'down response',
      'up text',
      'down text',
      'up close',
      'down close',
    ]);
  });

  it('sends no more rows before the last were drawn, and all of them after', async () => {
    await using rig = await play(echo);
    await rig.next('listening');
    rig.send({ type: 'connect', client: 'ana', path: '/' });
    await rig.next('opened');
    const first = await rig.next('rows');
    for (const text of ['one', 'two', 'three']) {
      rig.send({ type: 'send', client: 'ana', text });
      await rig.next('message', (message) => message.text === text);
    }
    expect(rig.reports.filter(({ type }) => type === 'rows')).toHaveLength(1);
    rig.send({ type: 'drawn', id: first.rows.at(-1)?.id ?? 0 });
    const { rows } = await rig.next('rows');
    expect(rows.filter(({ kind }) => kind === 'text').map(({ preview }) => preview)).toEqual(
      ['one', 'two', 'three'].flatMap((text) => [text, text]),
    );
  });

  it('gives the bytes and fields of a row', async () => {
    await using rig = await play(echo);
    await rig.next('listening');
    rig.send({ type: 'connect', client: 'ana', path: '/' });
    await rig.next('opened');
    let rows = (await rig.next('rows')).rows;
    while (!rows.some(({ kind }) => kind === 'response')) {
      rig.send({ type: 'drawn', id: rows.at(-1)?.id ?? 0 });
      rows = (await rig.next('rows')).rows;
    }
    const id = rows.find(({ kind }) => kind === 'response')!.id;
    rig.send({ type: 'details', ids: [id, 4711] });
    const { details } = await rig.next('details');
    expect(details).toHaveLength(1);
    expect(Buffer.from(details[0]!.hex, 'hex').toString()).toMatch(/^HTTP\/1\.1 101 /);
    expect(details[0]!.fields.find(({ name }) => name === 'status')?.value).toBe('101');
  });

  it('answers HTTP requests', async () => {
    await using rig = await play(echo);
    await rig.next('listening');
    rig.send({ type: 'http', id: 'a', method: 'GET', path: '/health', headers: {} });
    expect(await rig.next('answered')).toMatchObject({ id: 'a', status: 200, reason: 'OK' });
    expect(await rig.next('ended')).toEqual({ type: 'ended', id: 'a' });
  });

  it('tells a streamed answer as it arrives, and cuts it', async () => {
    await using rig = await play(STREAM);
    await rig.next('listening');
    rig.send({ type: 'http', id: 's', method: 'POST', path: '/', headers: { 'X-Who': 'ana' }, body: 'zoë' });
    const { headers } = await rig.next('answered');
    expect(headers.slice(0, 3)).toEqual([
      { name: 'Set-Cookie', value: 'a=1' },
      { name: 'Set-Cookie', value: 'b=2' },
      { name: 'content-TYPE', value: 'text/event-stream' },
    ]);
    expect((await rig.next('body')).text).toBe('data: POST ana zoë\n\n');
    rig.send({ type: 'abort', id: 's' });
    expect(await rig.next('ended')).toEqual({ type: 'ended', id: 's', error: 'You cut the connection.' });
    expect((await rig.next('output')).text).toBe('gone\n');
  });

  it('says so when no whole answer comes', async () => {
    await using rig = await play(
      "import net from 'node:net'; net.createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nab'))).listen(process.env.PORT);",
    );
    await rig.next('listening');
    rig.send({ type: 'http', id: 'x', method: 'GET', path: '/', headers: {} });
    expect((await rig.next('body')).text).toBe('ab');
    expect((await rig.next('ended')).error).toBe('The connection ended before the answer was complete.');
    rig.send({ type: 'http', id: 'y', method: 'GET', path: '/a b', headers: {} });
    expect((await rig.next('ended')).error).toMatch(/^This request cannot be sent: /);
  });

  it('refuses to connect in words', async () => {
    await using rig = await play(echoWith('{ server }', "{ server, path: '/only' }"));
    await rig.next('listening');
    rig.send({ type: 'connect', client: 'ana', path: '/' });
    expect(await rig.next('failed')).toMatchObject({ client: 'ana', status: 400 });
  });

  it.each(['fin', 'cut'] as const)('ends a connection by %s', async (how) => {
    await using rig = await play(
      echoWith(
        "socket.on('error', () => {});",
        "socket._socket.on('error', (e) => console.log(e.code)); socket.on('close', (c) => console.log('gone', c));",
      ),
    );
    await rig.next('listening');
    rig.send({ type: 'connect', client: 'ana', path: '/' });
    await rig.next('opened');
    rig.send({ type: 'disconnect', client: 'ana', how });
    expect(await rig.next('closed')).toMatchObject({ client: 'ana', code: 1006 });
    let output = '';
    while (!output.includes('gone')) output += (await rig.next('output')).text;
    expect(output).toBe(how === 'cut' ? 'ECONNRESET\ngone 1006\n' : 'gone 1006\n');
  });

  it('reports a crash with the place in the student’s file', async () => {
    await using rig = await play(
      echoWith(
        "socket.on('message', (data",
        "socket.on('message', (data) => { data.nothing.here; });\n  socket.on('message', (data",
      ),
    );
    await rig.next('listening');
    rig.send({ type: 'connect', client: 'ana', path: '/' });
    await rig.next('opened');
    rig.send({ type: 'send', client: 'ana', text: 'x' });
    expect(await rig.next('exited')).toMatchObject({
      code: 1,
      asked: false,
      error: {
        text: "TypeError: Cannot read properties of undefined (reading 'here')",
        at: { file: 'server.mjs', line: 12, column: 49 },
      },
    });
  });

  it('ends a server in an endless loop and tells where it was', async () => {
    await using rig = await play(
      echoWith(
        "socket.on('message', (data",
        "socket.on('message', () => { console.log('entering'); setImmediate(() => { for (;;); }); });\n  socket.on('message', (data",
      ),
    );
    await rig.next('listening');
    rig.send({ type: 'connect', client: 'ana', path: '/' });
    await rig.next('opened');
    rig.send({ type: 'send', client: 'ana', text: 'the last bytes' });
    expect(await rig.next('unresponsive')).toMatchObject({
      entry: 'server.mjs',
      lastOutput: 'entering',
      lastDelivered: { kind: 'text', preview: 'the last bytes', direction: 'up' },
    });
    expect(await rig.next('closed')).toMatchObject({ code: 1006 });
  });

  // How a flood is thinned is told in console.test.ts: whether this one is a flood depends on the machine.
  it('ends a loop that floods the output, and shows no more of it than a page can take', async () => {
    await using rig = await play("let n = 0; for (;;) console.log('line', ++n, 'x'.repeat(100));");
    const { lastOutput } = await rig.next('unresponsive');
    // Whatever of a line had come when it was ended.
    expect(lastOutput).toMatch(/^(?=.)(l?i?n?e? ?\d* ?)x*$/);
    const shown = rig.reports.flatMap((report) => (report.type === 'output' ? [report.text] : []));
    expect(Math.max(...shown.map((text) => text.length))).toBeLessThan(40_000);
  });

  it('starts anew after a stop', async () => {
    await using rig = await play(echo);
    await rig.next('listening');
    rig.send({ type: 'stop' });
    expect(await rig.next('exited')).toMatchObject({ asked: true });
    rig.send({ type: 'start', entry: 'server.mjs', env: {} });
    await rig.next('listening');
  });
});
