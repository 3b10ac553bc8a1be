import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHost, runNative, type TestHost } from '../host/testing.ts';

/**
 * Each program says what each endpoint saw: `note('server', …)`. The order within an endpoint must be that of native
 * Node; the order between endpoints is the kernel's and is not compared.
 */
const NOTE = `
  const net = require('node:net');
  const notes = {};
  const note = (who, ...what) => (notes[who] ??= []).push(what);
  const watch = (who, socket) => {
    for (const event of ['connect', 'ready', 'end', 'finish', 'drain', 'timeout']) socket.on(event, () => note(who, event));
    socket.on('error', ({ code, syscall, errno }) => note(who, 'error', code, syscall, errno));
    socket.on('close', (hadError) => note(who, 'close', hadError));
    return socket;
  };
  const collect = (who, socket) => {
    let text = '';
    socket.on('data', (data) => { text += data; });
    socket.on('close', () => note(who, 'received', text.length > 80 ? text.length : text));
    return watch(who, socket);
  };
  const serve = (handler, options = {}) => new Promise((resolve) => {
    const server = net.createServer(options, handler);
    server.listen(0, '127.0.0.1', () => resolve({ server, port: server.address().port }));
  });
  const closed = (socket) => new Promise((resolve) => socket.once('close', resolve));
  const turn = () => new Promise((resolve) => setTimeout(resolve, 20));
  process.on('exit', () => {
    for (const who of Object.keys(notes).sort()) console.log(who + ': ' + notes[who].map((what) => what.join(' ')).join(', '));
  });
`;

const programs: Readonly<Record<string, string>> = {
  'an echo and an orderly end': `
    const { server, port } = await serve((socket) => collect('server', socket).on('data', (data) => socket.write(data)));
    const client = collect('client', net.connect(port, '127.0.0.1'));
    client.write('hello');
    client.once('data', () => client.end());
    await closed(client);
    server.close();
  `,
  'half-open: the server answers after the end': `
    const { server, port } = await serve((socket) => {
      collect('server', socket).on('end', () => setTimeout(() => socket.end('late answer'), 10));
    }, { allowHalfOpen: true });
    const client = collect('client', net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }));
    client.end('question');
    await closed(client);
    server.close();
  `,
  'destroy without unread bytes is an end for the peer': `
    const { server, port } = await serve((socket) => {
      collect('server', socket);
      socket.once('data', () => socket.destroy());
    });
    const client = collect('client', net.connect(port, '127.0.0.1'));
    client.write('x');
    await closed(client);
    server.close();
  `,
  'destroy with unread bytes is a reset for the peer': `
    let accepted;
    const { server, port } = await serve((socket) => {
      accepted = watch('server', socket);
      socket._handle.readStop();
    });
    const client = collect('client', net.connect(port, '127.0.0.1'));
    await new Promise((resolve) => server.once('connection', resolve));
    client.write('unread', () => setTimeout(() => accepted.destroy(), 50));
    await closed(client);
    server.close();
  `,
  'resetAndDestroy is ECONNRESET for the peer': `
    const { server, port } = await serve((socket) => {
      collect('server', socket);
      socket.once('data', () => socket.resetAndDestroy());
    });
    const client = collect('client', net.connect(port, '127.0.0.1', () => client.write('x')));
    await closed(client);
    server.close();
  `,
  'writes to a peer that reset fail': `
    const { server, port } = await serve((socket) => { setTimeout(() => socket.resetAndDestroy(), 10); });
    const client = watch('client', net.connect(port, '127.0.0.1'));
    client.pause();
    await turn();
    await turn();
    client.write('a', (error) => note('client', 'write', error ? error.code : 'done'));
    await closed(client);
    server.close();
  `,
  'a write after the end is refused': `
    const { server, port } = await serve((socket) => collect('server', socket));
    const client = collect('client', net.connect(port, '127.0.0.1'));
    client.end('last');
    client.write('more', (error) => note('client', 'write', error.code));
    await closed(client);
    server.close();
  `,
  'a closed port refuses later': `
    const { server, port } = await serve(() => {});
    await new Promise((resolve) => server.close(resolve));
    const client = watch('client', net.connect(port, '127.0.0.1'));
    note('client', 'still connecting', client.connecting);
    await closed(client);
    note('client', 'addresses', client.localPort, client.remoteAddress);
  `,
  'a second listen fails, and a closed port is free at once': `
    const { server, port } = await serve(() => {});
    const second = net.createServer();
    second.on('error', ({ code, syscall, address }) => note('second', code, syscall, address));
    second.listen(port, '127.0.0.1');
    await turn();
    const wild = net.createServer().on('error', ({ code, address }) => note('wild', code, address));
    wild.listen(port);
    await turn();
    await new Promise((resolve) => server.close(resolve));
    await new Promise((resolve) => second.listen(port, '127.0.0.1', resolve));
    note('second', 'listening', second.address().port === port);
    second.close(() => note('second', 'closed'));
  `,
  'addresses and families': `
    const server = net.createServer((socket) => {
      note('server', socket.remoteAddress, socket.remoteFamily, socket.localAddress, socket.localFamily);
      socket.end();
    });
    await new Promise((resolve) => server.listen(0, resolve));
    const { address, family, port } = server.address();
    note('server', address, family);
    for (const host of ['127.0.0.1', '::1', '0.0.0.0']) {
      const client = net.connect(port, host, () => note(host, client.localAddress, client.remoteAddress, client.remoteFamily, client.remotePort === port));
      client.resume();
      await closed(client);
    }
    server.close();
  `,
  'localhost finds a server on IPv4': `
    const { server, port } = await serve((socket) => socket.end('found'));
    const client = net.connect(port, 'localhost');
    client.on('data', (data) => note('client', String(data)));
    await closed(client);
    server.close();
  `,
  'an address that is not here': `
    const server = net.createServer().on('error', ({ code, syscall }) => note('server', code, syscall));
    server.listen(0, '192.0.2.7');
    await turn();
  `,
  'a server that closes waits for its connections': `
    const { server, port } = await serve((socket) => collect('server', socket));
    const client = collect('client', net.connect(port, '127.0.0.1'));
    await new Promise((resolve) => client.once('connect', resolve));
    await turn();
    server.close(() => note('listener', 'closed'));
    note('listener', 'asked', server.listening);
    client.end('bye');
    await closed(client);
  `,
  'maxConnections drops': `
    const { server, port } = await serve((socket) => socket.resume());
    server.maxConnections = 1;
    server.on('drop', (data) => note('server', 'drop', data.remoteFamily));
    const first = watch('first', net.connect(port, '127.0.0.1'));
    await new Promise((resolve) => first.once('connect', resolve));
    const second = watch('second', net.connect(port, '127.0.0.1'));
    second.resume();
    await closed(second);
    first.destroy();
    server.close();
  `,
  'large writes arrive whole': `
    const { server, port } = await serve((socket) => {
      let length = 0;
      socket.on('data', (data) => { length += data.length; });
      socket.on('end', () => { note('server', length); socket.end('thanks'); });
    });
    const client = collect('client', net.connect(port, '127.0.0.1'));
    for (let i = 0; i < 20; i++) client.write(Buffer.alloc(100_000 + i, i));
    client.write('text with ünïcode '.repeat(1000));
    client.write('latin', 'latin1');
    client.write('68656c6c6f', 'hex');
    client.end('');
    await closed(client);
    server.close();
  `,
  'bytesRead and bytesWritten count': `
    const { server, port } = await serve((socket) => {
      socket.on('data', () => {});
      socket.on('close', () => note('server', socket.bytesRead, socket.bytesWritten));
      socket.write('12345');
    });
    const client = net.connect(port, '127.0.0.1');
    client.on('data', () => client.end('123'));
    client.on('close', () => note('client', client.bytesRead, client.bytesWritten));
    await closed(client);
    server.close();
  `,
  'promise jobs run between two reads': `
    const { server, port } = await serve((socket) => {
      socket.on('data', async (data) => {
        note('server', 'data', String(data));
        await null;
        note('server', 'job of', String(data));
        process.nextTick(() => { note('server', 'tick of', String(data)); socket.write('next'); });
      });
      socket.on('end', () => note('server', 'end'));
    });
    const client = net.connect(port, '127.0.0.1');
    for (const text of ['a', 'b', 'c']) {
      client.write(text);
      await new Promise((resolve) => client.once('data', resolve));
    }
    client.end();
    await closed(client);
    server.close();
  `,
  'a paused socket gets nothing until it resumes': `
    const { server, port } = await serve((socket) => {
      socket.pause();
      collect('server', socket);
      socket.pause();
      note('server', 'paused');
      setTimeout(() => { note('server', 'resumes'); socket.resume(); }, 30);
    });
    const client = watch('client', net.connect(port, '127.0.0.1'));
    client.end('waited for');
    await closed(client);
    server.close();
  `,
  'an idle socket times out': `
    const { server, port } = await serve((socket) => { collect('server', socket).setTimeout(20, () => { socket.setTimeout(0); socket.end('idle'); }); });
    const client = collect('client', net.connect(port, '127.0.0.1'));
    await closed(client);
    server.close();
  `,
  'setEncoding and onread': `
    const { server, port } = await serve((socket) => socket.end('größe'));
    const client = net.connect({ port, host: '127.0.0.1', onread: { buffer: Buffer.alloc(4), callback: (length, buffer) => { note('client', length, buffer.subarray(0, length).toString('hex')); return true; } } });
    await closed(client);
    server.close();
  `,
  'unref lets the process end': `
    const { server, port } = await serve((socket) => { note('server', 'connection'); socket.unref(); server.unref(); client.unref(); });
    const client = net.connect(port, '127.0.0.1');
  `,
  'aborting a connection': `
    const { server, port } = await serve((socket) => collect('server', socket));
    const abort = new AbortController();
    const client = watch('client', net.connect({ port, host: '127.0.0.1', signal: abort.signal }));
    await new Promise((resolve) => client.once('connect', resolve));
    client.destroy(new Error('given up'));
    await turn();
    server.close();
  `,
};

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host?.[Symbol.asyncDispose]());

describe('net, as on native Node', () => {
  it.each(Object.entries(programs))('%s', async (_title, program) => {
    const files = { '/app/main.js': `${NOTE}\n(async () => {\n${program}\n})();` };
    const [native, embedded] = await Promise.all([runNative(files), host.run(files)]);
    expect(native.stderr).toBe('');
    expect(embedded).toEqual(native);
  });
});
