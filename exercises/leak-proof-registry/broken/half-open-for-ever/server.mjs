// No package at all: the handshake and the frames of RFC 6455 by hand.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const peers = new Set();
let opened = 0;
let closed = 0;

function frame(opcode, payload) {
  const head = payload.length < 126 ? Buffer.from([0x80 | opcode, payload.length]) : Buffer.from([0x80 | opcode, 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, payload]);
}

function accept(socket, head) {
  const peer = { timers: new Set(), buffer: Buffer.alloc(0), message: undefined, over: false };
  const say = (value) => peer.over || socket.write(frame(1, Buffer.from(JSON.stringify(value))));
  const end = (code) => {
    if (peer.over) return;
    socket.write(frame(8, code === undefined ? Buffer.alloc(0) : Buffer.from([code >> 8, code & 255])));
    peer.over = true;
    socket.end();
  };
  const hear = (text) => {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return say({ type: 'error', code: 'BAD_JSON' });
    }
    const type = message?.type;
    const isText = typeof message?.text === 'string';
    if (type === 'echo' && isText) return say({ type, text: message.text });
    if (type !== 'later' || !isText || typeof message.ms !== 'number') return say({ type: 'error', code: 'BAD_REQUEST' });
    const timer = setTimeout(() => {
      peer.timers.delete(timer);
      say({ type, text: message.text });
    }, message.ms);
    peer.timers.add(timer);
  };
  const read = () => {
    for (;;) {
      const { buffer } = peer;
      if (peer.over || buffer.length < 2) return;
      const [first, second] = buffer;
      const opcode = first & 15;
      const short = second & 127;
      if (first & 0x70 || second < 128 || ![0, 1, 2, 8, 9, 10].includes(opcode)) return end(1002);
      if (opcode > 7 && (short > 125 || first < 128)) return end(1002);
      if (short === 127) return end(1009);
      const at = short === 126 ? 4 : 2;
      if (buffer.length < at) return;
      const length = short === 126 ? buffer.readUInt16BE(2) : short;
      if (buffer.length < at + 4 + length) return;
      const payload = Buffer.alloc(length);
      for (let i = 0; i < length; i++) payload[i] = buffer[at + 4 + i] ^ buffer[at + (i & 3)];
      peer.buffer = buffer.subarray(at + 4 + length);
      if (opcode === 8) return end(length > 1 ? payload.readUInt16BE() : undefined);
      if (opcode === 9) socket.write(frame(10, payload));
      if (opcode > 7) continue;
      if ((opcode === 0) !== (peer.message !== undefined)) return end(1002);
      peer.message ??= { opcode, parts: [] };
      peer.message.parts.push(payload);
      if (first < 128) continue;
      const whole = Buffer.concat(peer.message.parts);
      const isText = peer.message.opcode === 1;
      peer.message = undefined;
      if (!isText) {
        say({ type: 'error', code: 'NO_TEXT' });
        continue;
      }
      try {
        hear(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(whole));
      } catch {
        return end(1007);
      }
    }
  };
  opened++;
  peers.add(peer);
  let n = 0;
  const ticker = setInterval(() => say({ type: 'tick', n: n++ }), 1000);
  peer.timers.add(ticker);
  socket.on('data', (chunk) => {
    peer.buffer = Buffer.concat([peer.buffer, chunk]);
    read();
  });
  socket.on('end', () => forget());
  socket.on('error', () => {});
  const forget = () => {
    if (!peers.delete(peer)) return;
    closed++;
    peer.over = true;
    for (const timer of peer.timers) clearTimeout(timer);
  };
  socket.on('close', forget);
  say({ type: 'welcome', id: `visitor ${opened}` });
  peer.buffer = head;
  read();
}

createServer((request, response) => {
  if (request.url !== '/stats') return response.writeHead(404).end();
  const timers = [...peers].flatMap((peer) => [...peer.timers]).length;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ connections: peers.size, opened, closed, timers }));
})
  .on('upgrade', (request, socket, head) => {
    const key = request.headers['sec-websocket-key'];
    const answer = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${answer}\r\n\r\n`);
    accept(socket, head);
  })
  .listen(process.env.PORT);
