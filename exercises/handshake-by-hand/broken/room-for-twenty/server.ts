import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const MAX_MESSAGE = 1024 * 1024;
const MAX_CONTROL = 125;
/** How long a peer may take to end its side of TCP after we have ended ours, ms. */
const GRACE_MS = 2000;

const CONTINUATION = 0x0;
const TEXT = 0x1;
const BINARY = 0x2;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

// ---- The handshake (RFC 6455 §4.2) ----

interface Refusal {
  status: number;
  headers?: string[];
}

function refusalOf({ url, method, headers }: IncomingMessage): Refusal | undefined {
  if (url !== '/ws') return { status: 404 };
  if (method !== 'GET') return { status: 405, headers: ['Allow: GET'] };
  if (headers.upgrade?.toLowerCase() !== 'websocket') return { status: 426, headers: ['Upgrade: websocket'] };
  if (headers['sec-websocket-version'] !== '13') {
    return { status: 426, headers: ['Upgrade: websocket', 'Sec-WebSocket-Version: 13'] };
  }
  // 16 bytes are 22 characters of base64 and two of padding.
  if (!/^[A-Za-z0-9+/]{22}==$/.test(headers['sec-websocket-key'] ?? '')) return { status: 400 };
  return undefined;
}

function refuse(socket: Duplex, { status, headers = [] }: Refusal): void {
  const body = `${STATUS_CODES[status]}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain',
    `Content-Length: ${body.length}`,
    ...headers,
  ];
  hangUp(socket, Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`));
}

function accept(key: string): Buffer {
  const proof = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  const head = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${proof}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n`);
}

/** Says the last word and ends our side; a peer that does not end its own is not waited for. */
function hangUp(socket: Duplex, lastWords?: Uint8Array): void {
  if (lastWords) socket.end(lastWords);
  else socket.end();
  // What still comes is read and dropped: a socket with unread bytes would be reset, and our last word lost with it.
  socket.resume();
  const grace = setTimeout(() => socket.destroy(), GRACE_MS);
  socket.once('close', () => clearTimeout(grace));
}

// ---- Frames (§5.2) ----

interface Frame {
  fin: boolean;
  opcode: number;
  /** Unmasked. */
  payload: Buffer;
}

/** A violation, with the code of the Close that answers it (§7.4.1). */
class Violation extends Error {
  code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** One unmasked frame: a message, or a control frame, in a single piece. */
function frame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 0x10000 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (length < 126) head[1] = length;
  else if (length < 0x10000) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

function closeFrame(code: number | undefined): Buffer {
  const payload = Buffer.alloc(code === undefined ? 0 : 2);
  if (code !== undefined) payload.writeUInt16BE(code);
  return frame(CLOSE, payload);
}

// ---- A connection ----

class Connection {
  #socket: Duplex;
  /** What has come and is not yet a whole frame. */
  #buffer = Buffer.alloc(0);
  /** The message of which fragments have come. */
  #begun: { opcode: number; fragments: Buffer[]; length: number } | undefined;
  /** A Close has been sent, or the peer has left: nothing more is sent, and nothing more is read. */
  #isOver = false;

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  /** Bytes as TCP delivers them: half a frame, or three. */
  receive(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    try {
      while (!this.#isOver) {
        const next = this.#takeFrame();
        if (!next) return;
        if (next.opcode >= CLOSE) this.#control(next);
        else this.#data(next);
      }
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.#end(closeFrame(error.code));
    }
  }

  /** The peer has ended its side; TCP is half-open until we end ours. */
  leave(): void {
    if (!this.#isOver) this.#end();
  }

  /** The first frame of the buffer, once it has come whole. Its header is judged as soon as it can be read. */
  #takeFrame(): Frame | undefined {
    const buffer = this.#buffer;
    if (buffer.length < 2) return undefined;
    const [first = 0, second = 0] = buffer;
    const fin = (first & 0x80) !== 0;
    const opcode = first & 0x0f;
    if ((first & 0x70) !== 0) throw new Violation(1002, 'a reserved bit without an extension');
    if ((second & 0x80) === 0) throw new Violation(1002, 'a frame that is not masked');

    let length = second & 0x7f;
    this.#judge(fin, opcode, length);
    let maskAt = 2;
    if (length === 126) {
      if (buffer.length < 4) return undefined;
      length = buffer.readUInt16BE(2);
      maskAt = 4;
    } else if (length === 127) {
      if (buffer.length < 10) return undefined;
      // Exact far beyond any length that we accept.
      length = Number(buffer.readBigUInt64BE(2));
      maskAt = 10;
    }
    // Control frames have a limit of their own and do not count towards the message around them.
    if (opcode < CLOSE && (this.#begun?.length ?? 0) + length > MAX_MESSAGE) throw new Violation(1009, 'too big');

    const start = maskAt + 4;
    if (buffer.length < start + length) return undefined;
    const mask = buffer.subarray(maskAt, start);
    const payload = buffer.subarray(start, start + length).map((byte, index) => byte ^ (mask[index & 3] ?? 0));
    this.#buffer = buffer.subarray(start + length);
    return { fin, opcode, payload };
  }

  /** @param length as in the second byte, where 126 and 127 announce a longer form */
  #judge(fin: boolean, opcode: number, length: number): void {
    switch (opcode) {
      case CONTINUATION:
        if (!this.#begun) throw new Violation(1002, 'a continuation of nothing');
        return;
      case TEXT:
      case BINARY:
        if (this.#begun) throw new Violation(1002, 'a new message inside another');
        return;
      case CLOSE:
      case PING:
      case PONG:
        if (!fin || length > MAX_CONTROL) throw new Violation(1002, 'a control frame that is long or in fragments');
        return;
      default:
        throw new Violation(1002, 'a reserved opcode');
    }
  }

  #data({ fin, opcode, payload }: Frame): void {
    this.#begun ??= { opcode, fragments: [], length: 0 };
    this.#begun.fragments.push(payload);
    this.#begun.length += payload.length;
    if (!fin) return;
    const message = Buffer.concat(this.#begun.fragments);
    const kind = this.#begun.opcode;
    this.#begun = undefined;
    // Only now: a character may be cut in two by a fragment's end.
    if (kind === TEXT && !isUtf8(message)) throw new Violation(1007, 'text that is not UTF-8');
    this.#socket.write(frame(kind, message));
  }

  #control({ opcode, payload }: Frame): void {
    if (opcode === PING) this.#socket.write(frame(PONG, payload));
    if (opcode !== CLOSE) return;
    if (payload.length === 1) throw new Violation(1002, 'half a code');
    const code = payload.length === 0 ? undefined : payload.readUInt16BE();
    if (code !== undefined && !isSendable(code)) throw new Violation(1002, 'a code that is never sent');
    this.#end(closeFrame(code));
  }

  /** The server ends TCP first (§7.1.1). */
  #end(lastWords?: Buffer): void {
    this.#isOver = true;
    this.#buffer = Buffer.alloc(0);
    this.#begun = undefined;
    hangUp(this.#socket, lastWords);
  }
}

/** §7.4: 1005, 1006 and 1015 stand for "none came", and are never on the wire. */
function isSendable(code: number): boolean {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
}

// ---- The server ----

const server = createServer((request, response) => {
  if (request.url !== '/ws') return void response.writeHead(404).end('Not Found\n');
  response.writeHead(426, { Connection: 'Upgrade', Upgrade: 'websocket' }).end('Upgrade Required\n');
});

server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
  // From here on the socket is ours. A reset without a listener would end the process; `close` follows it.
  socket.on('error', (error) => console.error(error.message));
  const refusal = refusalOf(request);
  if (refusal) return refuse(socket, refusal);

  const connection = new Connection(socket);
  socket.write(accept(request.headers['sec-websocket-key'] ?? ''));
  // What came in one segment with the request.
  connection.receive(head);
  socket.on('data', (chunk: Buffer) => connection.receive(chunk));
  socket.on('end', () => connection.leave());
});

server.maxConnections = 20;
server.listen(process.env.PORT, () => console.log(`echoing on ${process.env.PORT}`));
