// A server and its clients in one process.
const http = require('node:http');
const net = require('node:net');

const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    if (request.url === '/missing') {
      response.writeHead(404, { 'X-Foo': 'Bar', 'set-cookie': ['a=1', 'b=2'] });
      response.end('nope');
      return;
    }
    response.setHeader('Content-Type', 'application/json');
    const own = request.rawHeaders.filter((name) => /x-/i.test(name));
    response.end(JSON.stringify({ method: request.method, url: request.url, body, own }));
  });
});
server.on('connection', () => console.log('connection'));

server.listen(0, '127.0.0.1', async () => {
  const { port, address, family } = server.address();
  console.log(address, family, port > 0);
  await post(port);
  await missing(port);
  await garbage(port);
  await refused();
  server.close(() => console.log('closed'));
  server.closeIdleConnections();
});

function post(port) {
  return new Promise((resolve) => {
    const options = { port, host: '127.0.0.1', method: 'POST', path: '/x?y=1', headers: { 'X-T': 'v' } };
    const request = http.request(options, (response) => {
      console.log(response.statusCode, response.headers['content-type'], response.headers.connection);
      response.setEncoding('utf8');
      response.on('data', (text) => console.log(text));
      response.on('close', resolve);
    });
    request.end('hello');
  });
}

function missing(port) {
  return new Promise((resolve) => {
    http.get({ port, host: 'localhost', path: '/missing', agent: false }, (response) => {
      console.log(response.statusCode, response.statusMessage, response.headers['set-cookie']);
      console.log(response.rawHeaders.includes('X-Foo'));
      response.resume().on('close', resolve);
    });
  });
}

function garbage(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write('GARBAGE\r\n\r\n'));
    socket.setEncoding('latin1').on('data', (text) => console.log(JSON.stringify(text)));
    socket.on('close', (hadError) => resolve(console.log('closed', hadError)));
  });
}

function refused() {
  return new Promise((resolve) => {
    net.connect(1, '127.0.0.1').on('error', ({ code, errno, syscall, address, port, message }) => {
      resolve(console.log(code, errno, syscall, address, port, message));
    });
  });
}
