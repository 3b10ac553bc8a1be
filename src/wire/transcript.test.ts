import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { concat } from './byte-queue.ts';
import type { Chunk, Direction, Entry } from './entry.ts';
import { fieldsOf } from './fields.ts';
import { preview } from './preview.ts';
import { LinkDecoder } from './transcript.ts';
import { encodeFrame, opcode } from './websocket.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const up = (text: string | Uint8Array): Chunk => ({
  direction: 'up',
  time: 1,
  bytes: typeof text === 'string' ? bytesOf(text) : text,
});
const down = (text: string | Uint8Array): Chunk => ({ ...up(text), direction: 'down', time: 2 });

function decode(...chunks: readonly Chunk[]): readonly Entry[] {
  const decoder = new LinkDecoder();
  return [...chunks.flatMap((chunk) => decoder.feed(chunk)), ...decoder.end()];
}

const summary = (entries: readonly Entry[]) =>
  entries.map((entry) => `${entry.direction ?? '-'} ${entry.kind} ${preview(entry)}`);

const upgrade = 'GET /hub HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n';
const switching = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';

describe('HTTP', () => {
  it('reads requests and responses that follow each other on one connection', () => {
    const entries = decode(
      up('POST /api HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}GET / HTTP/1.1\r\n\r\n'),
      down('HTTP/1.1 202 Accepted\r\ncontent-length: 3\r\n\r\nabcHTTP/1.1 200\r\nContent-Length: 0\r\n\r\n'),
    );
    expect(summary(entries)).toEqual([
      'up request POST /api HTTP/1.1',
      'up body {}',
      'up request GET / HTTP/1.1',
      'down response HTTP/1.1 202 Accepted',
      'down body abc',
      'down response HTTP/1.1 200',
    ]);
    expect(entries.map((entry) => entry.index)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('joins the chunks of a body and keeps their framing in its bytes', () => {
    const wire = '4\r\nab\r\n\r\n3;x=y\r\ncde\r\n0\r\nTrailer: t\r\n\r\n';
    const entries = decode(
      up('GET / HTTP/1.1\r\n\r\n'),
      down(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${wire}`),
    );
    expect(entries[2]).toMatchObject({ kind: 'body', detail: { text: 'ab\r\ncde' } });
    expect(new TextDecoder().decode(entries[2]!.bytes)).toBe(wire);
  });

  it('shows what comes of an event stream as it comes', () => {
    const decoder = new LinkDecoder();
    decoder.feed(up('GET / HTTP/1.1\r\n\r\n'));
    decoder.feed(down('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'));
    expect(summary(decoder.feed(down('9\r\ndata: 1\n\n\r\n')))).toEqual(['down sse data: 1']);
    expect(summary(decoder.feed(down('e\r\n: hi\n\ndata: 2\n\r\n')))).toEqual([
      'down comment : hi',
      'down body data: 2\\n',
    ]);
    const [event, ...more] = decoder.feed(down('5\r\nid: 7\r\n2\r\n\n\n\r\n9\r\nretry: 5\n\r\n'));
    expect(summary([event!, ...more])).toEqual(['down body id: 7', 'down sse id: 7  data: 2', 'down retry retry: 5']);
  });

  it('takes a body without a length until the connection ends', () => {
    const decoder = new LinkDecoder();
    decoder.feed(up('GET / HTTP/1.0\r\n\r\n'));
    expect(summary(decoder.feed(down('HTTP/1.0 200 OK\r\n\r\nall of')))).toEqual(['down response HTTP/1.0 200 OK']);
    decoder.feed(down(' it'));
    expect(summary(decoder.note({ event: 'fin', direction: 'down' }, 3))).toEqual([
      'down body all of it',
      'down event the server ended its side (FIN)',
    ]);
  });

  it('expects no body after HEAD, 204 and 304, nor after an interim response', () => {
    const entries = decode(
      up('HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n'),
      down('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'),
      down('HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n'),
    );
    expect(entries.filter((entry) => entry.direction === 'down').map((entry) => entry.kind)).toEqual(
      Array(4).fill('response'),
    );
  });

  it('reads on as HTTP after a refused upgrade', () => {
    const entries = decode(
      up(`${upgrade}GET /again HTTP/1.1\r\n\r\n`),
      down('HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno'),
    );
    expect(summary(entries)).toEqual([
      'up request GET /hub HTTP/1.1',
      'down response HTTP/1.1 400 Bad Request',
      'up request GET /again HTTP/1.1',
      'down body no',
    ]);
  });
});

describe('Socket.IO', () => {
  it('is read in the bodies of polling and in frames', () => {
    const target = '/socket.io/?EIO=4&transport=';
    const polling = decode(
      up(`POST ${target}polling HTTP/1.1\r\nContent-Length: 3\r\n\r\n40/`),
      down('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
      up(`GET ${target}polling HTTP/1.1\r\n\r\n`),
      down('HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n2\u001e42["x",1]'),
    );
    expect(summary(polling.filter(({ kind }) => kind === 'body'))).toEqual([
      'up body CONNECT',
      'down body ok',
      'down body ping · EVENT x 1',
    ]);
    const frames = decode(
      up(upgrade.replace('/hub', `${target}websocket`)),
      down(concat([bytesOf(switching), encodeFrame({ opcode: opcode.text, payload: '42["x"]' })])),
    );
    expect(summary(frames.slice(2))).toEqual(['down text EVENT x']);
    expect(fieldsOf(frames[2]!).at(-1)).toEqual({ name: 'Socket.IO', value: 'EVENT x', from: 2, to: 9 });
  });
});

describe('WebSocket', () => {
  it('reads frames after a 101, also those in the same segment', () => {
    const entries = decode(
      up(upgrade),
      down(concat([bytesOf(switching), encodeFrame({ opcode: opcode.text, payload: '{"type":"welcome"}' })])),
      up(encodeFrame({ opcode: opcode.text, payload: 'hi', maskKey: Uint8Array.of(1, 2, 3, 4) })),
      down(encodeFrame({ opcode: opcode.close, payload: Uint8Array.of(3, 240, 0x6e, 0x6f) })),
    );
    expect(summary(entries)).toEqual([
      'up request GET /hub HTTP/1.1',
      'down response HTTP/1.1 101 Switching Protocols',
      'down text {"type":"welcome"}',
      'up text hi',
      'down close 1008 no',
    ]);
    expect(entries[4]!.detail).toMatchObject({ close: { code: 1008, reason: 'no' } });
  });

  it('reads frames that a client sent before the 101', () => {
    const entries = decode(up(concat([bytesOf(upgrade), encodeFrame({ opcode: opcode.ping })])), down(switching));
    expect(entries.map((entry) => entry.kind)).toEqual(['request', 'response', 'ping']);
  });

  it('shows an HTTP error written into a WebSocket as what it is', () => {
    const entries = decode(up(upgrade), down(switching), down('HTTP/1.1 400 Bad Request\r\n\r\n'));
    // 0x48 0x54: an unfinished-looking frame with RSV1 and 84 bytes of payload.
    expect(entries[2]).toMatchObject({ kind: 'bytes', detail: { problem: expect.stringContaining('inside a frame') } });
  });

  it('tells whole texts from fragments and from invalid UTF-8', () => {
    const entries = decode(
      up(upgrade),
      down(switching),
      down(encodeFrame({ opcode: opcode.text, payload: 'a', fin: false })),
      down(encodeFrame({ opcode: opcode.continuation, payload: 'b' })),
      down(encodeFrame({ opcode: opcode.text, payload: Uint8Array.of(0xff) })),
      down(encodeFrame({ opcode: 3, payload: 'x' })),
    );
    const texts = entries.slice(2).map(({ detail }) => (detail.of === 'frame' ? detail.text : 'no frame'));
    expect(texts).toEqual([undefined, undefined, undefined, undefined]);
    expect(entries.map((entry) => entry.kind).slice(2)).toEqual(['text', 'continuation', 'text', 'reserved']);
  });
});

it('never throws, and loses no byte, whatever comes', () => {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const pieces = [
    upgrade,
    switching,
    'HTTP/1.1 200 OK\r\n\r\n',
    'GET / HTTP/1.1\r\n',
    '\r\n',
    '5\r\n',
    'Content-Length: 3\r\n',
  ];
  for (let round = 0; round < 2000; round += 1) {
    const sent: Record<Direction, Uint8Array[]> = { up: [], down: [] };
    const chunks = Array.from({ length: 6 }, (): Chunk => {
      const direction = random() < 0.5 ? 'up' : 'down';
      const piece = pieces[Math.floor(random() * pieces.length * 1.4)];
      const bytes = piece ? bytesOf(piece) : Uint8Array.from({ length: 20 }, () => Math.floor(random() * 256));
      sent[direction].push(bytes);
      return { direction, time: 0, bytes };
    });
    const entries = decode(...chunks);
    for (const direction of ['up', 'down'] as const) {
      const shown = concat(entries.filter((entry) => entry.direction === direction).map((entry) => entry.bytes));
      expect(Buffer.compare(shown, concat(sent[direction])), JSON.stringify(summary(entries))).toBe(0);
    }
    for (const entry of entries) fieldsOf(entry);
  }
});

describe('real traffic', () => {
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  /** A server behind a relay that records what crosses it. */
  async function recorded(server: http.Server): Promise<{ port: number; chunks: Chunk[] }> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const chunks: Chunk[] = [];
    const relay = net.createServer((client) => {
      const upstream = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
      client.on('data', (bytes: Buffer) => chunks.push({ direction: 'up', time: 0, bytes }));
      upstream.on('data', (bytes: Buffer) => chunks.push({ direction: 'down', time: 0, bytes }));
      client.on('error', () => {});
      upstream.on('error', () => {});
      client.pipe(upstream).pipe(client);
    });
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    closers.push(() => {
      server.closeAllConnections();
      server.close();
      relay.close();
    });
    return { port: (relay.address() as AddressInfo).port, chunks };
  }

  /** The same bytes cut at every place, and byte by byte, give the same entries. */
  function expectTheSameAtEverySplit(chunks: readonly Chunk[]): void {
    const whole = summary(decode(...chunks));
    const bytewise = chunks.flatMap((chunk) =>
      [...chunk.bytes].map((byte) => ({ ...chunk, bytes: Uint8Array.of(byte) })),
    );
    expect(summary(decode(...bytewise))).toEqual(whole);
    for (const [index, chunk] of chunks.entries()) {
      for (let split = 1; split < chunk.bytes.length; split += 1) {
        const halves = [chunk.bytes.subarray(0, split), chunk.bytes.subarray(split)].map((bytes) => ({
          ...chunk,
          bytes,
        }));
        expect(summary(decode(...chunks.slice(0, index), ...halves, ...chunks.slice(index + 1)))).toEqual(whole);
      }
    }
  }

  it('of Node http', async () => {
    const { port, chunks } = await recorded(
      http.createServer((request, response) => {
        request.resume();
        request.on('end', () => {
          if (request.url === '/chunked') {
            response.write('one, ');
            response.end('two');
          } else {
            response.writeHead(201, { 'content-type': 'application/json' }).end('{"ok":true}');
          }
        });
      }),
    );
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    closers.push(() => agent.destroy());
    const ask = async (method: string, path: string, body?: string) => {
      const request = http.request({ port, method, path, agent });
      request.end(body);
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      response.resume();
      await once(response, 'end');
    };
    await ask('GET', '/chunked');
    await ask('POST', '/json', '{"text":"hi"}');
    await ask('HEAD', '/json');
    expect(summary(decode(...chunks))).toEqual([
      'up request GET /chunked HTTP/1.1',
      'down response HTTP/1.1 200 OK',
      'down body one, two',
      'up request POST /json HTTP/1.1',
      'up body {"text":"hi"}',
      'down response HTTP/1.1 201 Created',
      'down body {"ok":true}',
      'up request HEAD /json HTTP/1.1',
      'down response HTTP/1.1 201 Created',
    ]);
    expectTheSameAtEverySplit(chunks);
  });

  it('of ws', async () => {
    const server = http.createServer();
    new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
      socket.send('welcome');
    });
    const { port, chunks } = await recorded(server);
    const client = new WebSocket(`ws://127.0.0.1:${port}/hub`, { perMessageDeflate: false });
    await once(client, 'message');
    client.send('hi');
    await once(client, 'message');
    client.close(4000, 'done');
    await once(client, 'close');
    expect(summary(decode(...chunks))).toEqual([
      'up request GET /hub HTTP/1.1',
      'down response HTTP/1.1 101 Switching Protocols',
      'down text welcome',
      'up text hi',
      'down text hi',
      'up close 4000 done',
      'down close 4000 done',
    ]);
    expectTheSameAtEverySplit(chunks);
  });
});

describe('fieldsOf', () => {
  it('gives each field of a frame the bytes it takes', () => {
    const frame = encodeFrame({
      opcode: opcode.text,
      payload: 'Hello',
      maskKey: Uint8Array.of(0x37, 0xfa, 0x21, 0x3d),
    });
    const entry = decode(up(upgrade), down(switching), up(frame))[2]!;
    expect(fieldsOf(entry)).toEqual([
      { name: 'FIN', value: '1', from: 0, to: 1 },
      { name: 'RSV1', value: '0', from: 0, to: 1 },
      { name: 'RSV2', value: '0', from: 0, to: 1 },
      { name: 'RSV3', value: '0', from: 0, to: 1 },
      { name: 'opcode', value: '1 (text)', from: 0, to: 1 },
      { name: 'MASK', value: '1', from: 1, to: 2 },
      { name: 'payload length', value: '5 (7 bits)', from: 1, to: 2 },
      { name: 'masking key', value: '37 fa 21 3d', from: 2, to: 6 },
      { name: 'payload', value: 'Hello', from: 6, to: 11 },
    ]);
  });

  it('splits a Close payload into code and reason', () => {
    const frame = encodeFrame({ opcode: opcode.close, payload: Uint8Array.of(3, 240, 0x6e, 0x6f) });
    const entry = decode(up(upgrade), down(switching), down(frame))[2]!;
    expect(fieldsOf(entry).slice(-2)).toEqual([
      { name: 'close code', value: '1008', from: 2, to: 4 },
      { name: 'close reason', value: 'no', from: 4, to: 6 },
    ]);
  });

  it('gives the parts of a head their places', () => {
    const entry = decode(up('GET /hub?name=ana HTTP/1.1\r\nHost: a.test\r\n\r\n'))[0]!;
    const text = new TextDecoder().decode(entry.bytes);
    const shown = fieldsOf(entry).map(({ name, value, from, to }) => [name, value, text.slice(from, to)]);
    expect(shown).toEqual([
      ['method', 'GET', 'GET'],
      ['target', '/hub?name=ana', '/hub?name=ana'],
      ['version', 'HTTP/1.1', 'HTTP/1.1'],
      ['Host', 'a.test', 'Host: a.test'],
    ]);
  });
});

describe('preview', () => {
  it('is one line of at most 256 characters', () => {
    const payload = `{"text":"two\nlines\u0007"}${'x'.repeat(400)}`;
    const entry = decode(up(upgrade), down(switching), down(encodeFrame({ opcode: opcode.text, payload })))[2]!;
    expect(preview(entry)).toHaveLength(256);
    expect(preview(entry)).toMatch(/^\{"text":"two\\nlines\\u0007"\}x+…$/);
  });
});
