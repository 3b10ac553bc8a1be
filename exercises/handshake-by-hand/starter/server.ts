import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

// The Echo Chamber as the Office of Own Work left it. It has passed an internal review.

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const server = createServer((_request, response) => {
  response.writeHead(404).end('Nothing here.\n');
});

server.on('upgrade', (request, socket) => {
  const key = request.headers['sec-websocket-key'];
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('hex');
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      '',
      '',
    ].join('\r\n'),
  );

  // To do: is a chunk a frame?
  socket.on('data', (chunk: Buffer) => {
    const opcode = (chunk[0] ?? 0) & 0x0f;
    const length = (chunk[1] ?? 0) & 0x7f;
    const mask = chunk.subarray(2, 6);
    const payload = chunk.subarray(6, 6 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    socket.write(Buffer.concat([Buffer.of(0x80 | opcode, length), payload]));
  });

  // To do: refuse, ping, fragments, violations, close.
});

server.listen(process.env.PORT, () => {
  console.log(`echoing on ${process.env.PORT}`);
});
