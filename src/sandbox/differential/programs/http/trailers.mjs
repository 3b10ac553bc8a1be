// Trailers both ways, and those that are refused.
import http from 'node:http';
import { listening, note, once } from '../shared/notes.mjs';
import { exchange, show } from '../shared/raw.mjs';

const server = http.createServer((request, response) => {
  note('server', 'before the end', JSON.stringify(request.trailers));
  request.resume().on('end', () => {
    note(
      'server',
      JSON.stringify(request.trailers),
      JSON.stringify(request.rawTrailers),
      JSON.stringify(request.trailersDistinct),
    );
    response.writeHead(200, { Trailer: 'X-Sum, X-More' });
    response.write('body');
    response.addTrailers({ 'X-Sum': 'abc', 'X-More': ['1', '2'] });
    for (const wrong of [{ 'a b': '1' }, { ok: 'line\nbreak' }]) {
      try {
        response.addTrailers(wrong);
      } catch (error) {
        note('server', error.code, error.message);
      }
    }
    response.end();
  });
});
const port = await listening(server);
show(
  'raw',
  await exchange(
    port,
    'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nTrailer: X-One\r\n\r\n3\r\nabc\r\n0\r\nX-One: 1\r\nx-One: 2\r\nContent-Length: 9\r\n\r\n',
  ),
);
show('HTTP/1.0 gets none', await exchange(port, 'GET / HTTP/1.0\r\n\r\n'));
const request = http.request({ port, host: '127.0.0.1', method: 'PUT', headers: { Trailer: 'X-End' }, agent: false });
request.write('x');
request.addTrailers([['X-End', 'last']]);
request.end();
const response = await once(request, 'response');
await once(response.resume(), 'end');
note(
  'client',
  JSON.stringify(response.headers),
  JSON.stringify(response.trailers),
  JSON.stringify(response.rawTrailers),
);
server.close();
