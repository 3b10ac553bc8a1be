// A machine that eats one byte at a time, keeps no message, and echoes each fragment as a fragment while it comes in.
import { createHash } from 'node:crypto';
import http from 'node:http';
import type { Socket } from 'node:net';

type State = 'first' | 'second' | 'length' | 'mask' | 'payload' | 'dead';

class Machine {
  state: State = 'first';
  socket: Socket;
  fin = true;
  opcode = 0;
  needed = 0;
  length = 0n;
  mask: number[] = [];
  payload = Buffer.alloc(0);
  filled = 0;
  message: { total: number; decoder: TextDecoder | null } | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  eat(chunk: Buffer) {
    for (let at = 0; at < chunk.length && this.state !== 'dead'; ) {
      const byte = chunk[at] as number;
      if (this.state === 'payload') {
        const taken = Math.min(chunk.length - at, this.payload.length - this.filled);
        for (let n = 0; n < taken; n++) {
          this.payload[this.filled] = (chunk[at + n] as number) ^ (this.mask[this.filled % 4] as number);
          this.filled++;
        }
        at += taken;
        if (this.filled === this.payload.length) this.finish();
        continue;
      }
      at++;
      this.step(byte);
    }
  }

  step(byte: number) {
    switch (this.state) {
      case 'first':
        this.fin = byte >= 128;
        this.opcode = byte & 15;
        if ((byte & 0x70) > 0) return this.fail(1002);
        this.state = 'second';
        return;
      case 'second': {
        if (byte < 128) return this.fail(1002);
        const size = byte & 127;
        if (![0, 1, 2, 8, 9, 10].includes(this.opcode)) return this.fail(1002);
        if (this.opcode >= 8 && (!this.fin || size > 125)) return this.fail(1002);
        if (this.opcode < 8 && (this.opcode === 0) !== (this.message !== null)) return this.fail(1002);
        this.length = size < 126 ? BigInt(size) : 0n;
        this.needed = size === 126 ? 2 : size === 127 ? 8 : 0;
        this.mask = [];
        this.state = this.needed ? 'length' : 'mask';
        return;
      }
      case 'length':
        this.length = (this.length << 8n) | BigInt(byte);
        if (--this.needed === 0) this.state = 'mask';
        if (this.state === 'mask' && this.opcode < 8 && this.length + BigInt(this.message?.total ?? 0) > 1048576n) this.fail(1009);
        return;
      case 'mask':
        this.mask.push(byte);
        if (this.mask.length < 4) return;
        if (this.opcode < 8 && this.length + BigInt(this.message?.total ?? 0) > 1048576n) return this.fail(1009);
        this.payload = Buffer.alloc(Number(this.length));
        this.filled = 0;
        this.state = 'payload';
        if (this.payload.length === 0) this.finish();
        return;
    }
  }

  finish() {
    this.state = 'first';
    const { payload, opcode, fin } = this;
    if (opcode === 9) return this.send(10, payload);
    if (opcode === 10) return;
    if (opcode === 8) return this.close(payload);
    this.message ??= { total: 0, decoder: opcode === 1 ? new TextDecoder('utf-8', { fatal: true }) : null };
    this.message.total += payload.length;
    try {
      this.message.decoder?.decode(payload, { stream: !fin });
    } catch {
      return this.fail(1007);
    }
    if (fin) this.message = null;
    this.send(opcode, payload, fin);
  }

  close(payload: Buffer) {
    const code = payload.length > 1 ? payload.readUInt16BE() : payload.length === 1 ? 0 : 1000;
    const known = (code >= 1000 && code < 1015 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code < 5000);
    if (!known) return this.fail(1002);
    this.send(8, Buffer.alloc(0));
    this.die();
  }

  /** Says why, and waits for the client to say that it has understood; but not for long. */
  fail(code: number) {
    this.send(8, Buffer.from([code >> 8, code & 255, ...Buffer.from('no')]));
    this.die();
  }

  die() {
    this.state = 'dead';
    this.socket.destroySoon();
  }

  send(opcode: number, payload: Buffer, fin = true) {
    const head = payload.length < 126 ? [payload.length] : payload.length < 65536 ? [126, payload.length >> 8, payload.length & 255] : [127, 0, 0, 0, 0, payload.length >> 24, (payload.length >> 16) & 255, (payload.length >> 8) & 255, payload.length & 255];
    this.socket.write(Buffer.from([(fin ? 128 : 0) + opcode, ...head]));
    this.socket.write(payload);
  }
}

const server = http.createServer({ keepAlive: true }, (req, res) => {
  res.statusCode = 400;
  res.end();
});
server.on('upgrade', (req, socket: Socket, head) => {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  const h = req.headers;
  const ok = req.method === 'GET' && req.url === '/ws' && /^websocket$/i.test(h.upgrade ?? '') && h['sec-websocket-version'] === '13' && Buffer.from(h['sec-websocket-key'] ?? '', 'base64').length === 16;
  if (!ok) {
    socket.write('HTTP/1.1 400 Bad Request\r\nSec-WebSocket-Version: 13\r\n\r\n');
    socket.destroy();
    return;
  }
  const answer = createHash('sha1').update(h['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
  socket.write(`HTTP/1.1 101 OK\r\nupgrade: WebSocket\r\nconnection: keep-alive, upgrade\r\nsec-websocket-accept: ${answer}\r\nx-chamber: 40\r\n\r\n`);
  const machine = new Machine(socket);
  machine.eat(head);
  socket.on('data', (chunk) => machine.eat(chunk));
  socket.on('end', () => socket.end());
});
server.listen(process.env.PORT);
