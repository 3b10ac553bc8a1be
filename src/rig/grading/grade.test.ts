import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleRig, gradeWith, type RigBundles } from '../testing/node-rig.ts';
import { echo, echoWith } from '../testing/servers.ts';

let rigs: RigBundles;

beforeAll(async () => {
  rigs = await bundleRig(path.join(import.meta.dirname, '../testing/echo-grader.ts'));
});
afterAll(() => rigs[Symbol.asyncDispose]());

/** The verdict of the one check that is asked for. */
async function verdictOf(server: string, { name = 'server.mjs', only = 'T1.1' } = {}) {
  const [ended] = await gradeWith(rigs, { [name]: server }, { only: [only] });
  return ended!.verdict;
}

describe('a good server', () => {
  it('passes every check', async () => {
    const ended = await gradeWith(rigs, { 'server.mjs': echo });
    expect(ended.map(({ id, verdict }) => [id, verdict.status])).toEqual([
      ['T1.1', 'passed'],
      ['T1.2', 'passed'],
      ['T1.3', 'passed'],
    ]);
  });

  it.each(['localhost', '127.0.0.1', '::1'])('may listen on %s', async (host) => {
    const server = echoWith('server.listen(process.env.PORT);', `server.listen(process.env.PORT, '${host}');`);
    expect(await verdictOf(server)).toEqual({ status: 'passed' });
  });

  it('may listen late', async () => {
    const late = echoWith(
      'server.listen(process.env.PORT);',
      'setTimeout(() => server.listen(process.env.PORT), 5000);',
    );
    expect(await verdictOf(late)).toEqual({ status: 'passed' });
  });
});

describe('a server that is not where it should be', () => {
  it('is told the port it listens on instead', async () => {
    const verdict = await verdictOf(echoWith('process.env.PORT', '0'));
    expect(verdict).toMatchObject({ status: 'failed', received: expect.stringMatching(/^It listens on port \d+\.$/) });
  });

  it('is told that it never listens', async () => {
    const verdict = await verdictOf('setInterval(() => {}, 1000);');
    expect(verdict).toMatchObject({ status: 'failed', received: 'It has not listened on any port within 10 s.' });
  });

  it('is told that it has ended', async () => {
    expect(await verdictOf('console.log("done");')).toMatchObject({
      status: 'failed',
      received: 'It ended before it listened, with exit code 0.',
    });
  });
});

describe('a failed check', () => {
  it('carries the transcript with the frame marked', async () => {
    const server = echoWith('socket.send(data, { binary: isBinary })', `socket.send('{"type":"hello"}')`);
    const [ended] = await gradeWith(rigs, { 'server.mjs': server }, { only: ['T1.1'], seed: 7 });
    expect(ended!.verdict).toMatchObject({ status: 'failed', received: '{"type":"hello"}', seed: 7 });
    const { rows, marked, links } = ended!.transcript!;
    expect(links).toEqual([{ name: 'ana' }]);
    expect(rows.find(({ id }) => id === marked)).toMatchObject({
      direction: 'down',
      kind: 'text',
      preview: '{"type":"hello"}',
    });
  });

  it('says what it waited for and what came instead', async () => {
    const server = echoWith('socket.send(data, { binary: isBinary })', `socket.send('{"type":"bye"}')`);
    expect(await verdictOf(server)).toMatchObject({
      status: 'timed-out',
      waitingFor: 'the echo of hello',
      received: '{"type":"bye"}',
      why: 'An echo is what was said.',
    });
  });

  it('tells a web page from data', async () => {
    const server = echoWith(
      "response.writeHead(request.url === '/health' ? 200 : 404).end();",
      "response.writeHead(404, { 'content-type': 'text/html' }).end('<html><body>Cannot GET /health</body></html>');",
    );
    expect(await verdictOf(server, { only: 'T1.3' })).toMatchObject({
      status: 'failed',
      received: 'Status 404 with an HTML page: "Cannot GET /health".',
    });
  });

  it('tells a heartbeat that never ends the dead', async () => {
    const server = echoWith('socket.terminate(); continue;', 'continue;');
    expect(await verdictOf(server, { only: 'T1.2' })).toMatchObject({
      status: 'failed',
      received: 'It is still connected after 20 minutes.',
    });
  });

  it('tells a heartbeat that ends the living', async () => {
    const server = echoWith("socket.on('pong', () => { socket.isAlive = true; });", '');
    expect(await verdictOf(server, { only: 'T1.2' })).toMatchObject({
      status: 'failed',
      received: 'It was closed with 1006.',
    });
  });
});

describe('a program that dies', () => {
  const onMessage = (statement: string) =>
    echoWith('wss.on(', `wss.on('connection', (socket) => socket.on('message', () => { ${statement} }));\nwss.on(`);

  it('is crashed, with the place, though the check itself would pass', async () => {
    const server = echo.replace(
      'server.listen',
      "wss.on('connection', (socket) => socket.on('close', () => { throw new RangeError('at the end'); }));\nserver.listen",
    );
    expect(await verdictOf(server)).toEqual({
      status: 'crashed',
      error: 'RangeError: at the end',
      at: { file: 'server.mjs', line: 21, column: 67 },
      seed: 1,
    });
  });

  it('is crashed by an unhandled rejection', async () => {
    expect(await verdictOf(onMessage("Promise.reject(new TypeError('nobody'));"))).toMatchObject({
      status: 'crashed',
      error: 'TypeError: nobody',
      at: { file: 'server.mjs', line: 8 },
    });
  });

  it('is crashed by a rejection that is no error', async () => {
    const verdict = await verdictOf(onMessage("Promise.reject('nobody');"));
    expect(verdict).toMatchObject({ status: 'crashed', error: expect.stringContaining('UnhandledPromiseRejection') });
  });

  it('is crashed by a thrown value that is no error', async () => {
    expect(await verdictOf(onMessage("throw 'a string';"))).toMatchObject({
      status: 'crashed',
      error: 'Uncaught a string',
      at: { file: 'server.mjs', line: 8 },
    });
  });

  it('is told why when none of its lines ran: nobody listens to an error, or catches that a request broke off', async () => {
    expect(await verdictOf(onMessage("import('node:fs').then((fs) => fs.createReadStream('nowhere'));"))).toMatchObject(
      {
        status: 'crashed',
        error: expect.stringMatching(/^Error: ENOENT.* \('error' event of a ReadStream that has no listener for it\)$/),
      },
    );
    const stack = JSON.stringify('Error: aborted\n    at abortIncoming (node:_http_server:841:17)');
    const rejects = `Promise.reject(Object.assign(new Error('aborted'), { stack: ${stack} }));`;
    expect(await verdictOf(onMessage(rejects))).toMatchObject({
      error: expect.stringMatching(/^Error: aborted \(a request broke off before its body was whole/),
    });
  });

  it('is told when it exits by itself', async () => {
    expect(await verdictOf(onMessage('process.exit(3);'))).toEqual({
      status: 'crashed',
      error: 'The program ended during the check, with exit code 3.',
      seed: 1,
    });
  });

  it.each([
    [
      'server.mjs',
      'export const a = 1;\nconst = 2;\n',
      { error: "SyntaxError: Unexpected token '='", at: { line: 2, column: 7 } },
    ],
    [
      'server.cjs',
      'const a = 1;\nlet let = 2;\n',
      { error: 'SyntaxError: let is disallowed as a lexically bound name', at: { line: 2, column: 5 } },
    ],
    [
      'server.js',
      'const a = 1;\nnot a program\n',
      { error: "SyntaxError: Unexpected identifier 'a'", at: { line: 2 } },
    ],
    [
      'server.ts',
      'const a: number = 1;\nenum Colour { red }\n',
      { error: expect.stringContaining('TypeScript enum is not supported'), at: { line: 2 } },
    ],
    ['server.ts', 'const a: number = ;\n', { error: expect.stringContaining('Expression expected'), at: { line: 1 } }],
    [
      'server.cjs',
      "const ws = require('ws');\nws.nothing.here();\n",
      { error: "TypeError: Cannot read properties of undefined (reading 'here')", at: { line: 2, column: 12 } },
    ],
    [
      'server.ts',
      'interface A { b: string }\nconst a: A | undefined = undefined as A | undefined;\nconsole.log(a!.b);\nexport {};\n',
      { error: "TypeError: Cannot read properties of undefined (reading 'b')", at: { line: 3, column: 16 } },
    ],
    ['server.mjs', "import x from 'nowhere';\n", { error: expect.stringContaining("Cannot find package 'nowhere'") }],
  ])('reads the error of %s: %j', async (name, source, { error, at }: { error: unknown; at?: object }) => {
    const verdict = await verdictOf(source, { name });
    expect(verdict).toMatchObject({ status: 'crashed', error, ...(at && { at: { file: name, ...at } }) });
  });
});

describe('a program that never rests', () => {
  it('is told of an endless loop', async () => {
    const server = echoWith(
      'wss.on(',
      "wss.on('connection', (socket) => socket.on('message', () => { console.log('going'); for (;;); }));\nwss.on(",
    );
    expect(await verdictOf(server)).toMatchObject({
      status: 'failed',
      received: 'It has not answered for 10 s. The last line it printed: going',
    });
  });

  it('is told of an endless setImmediate', async () => {
    const server = `${echo}\nconst again = () => setImmediate(again);\nagain();\n`;
    expect(await verdictOf(server)).toMatchObject({
      status: 'failed',
      received: 'It schedules setImmediate without end.',
    });
  });

  it('is told of a connection to somewhere else', async () => {
    const elsewhere = net.createServer().listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as net.AddressInfo;
    const server = `import net from 'node:net';\n${echo}\nnet.connect(${port}, '127.0.0.1').on('error', () => {});\n`;
    expect(await verdictOf(server)).toMatchObject({
      status: 'failed',
      received: `It is always busy; what never ends is: a connection to port ${port} that has no other end here.`,
    });
    elsewhere.close();
  });

  it('is told when it tampers with the control pipe', async () => {
    const server = `import fs from 'node:fs';\n${echo}\nfs.writeSync(3, 'garbage\\n');\n`;
    expect(await verdictOf(server)).toMatchObject({
      status: 'failed',
      received: 'It has written to the control pipe.',
    });
  });
});
