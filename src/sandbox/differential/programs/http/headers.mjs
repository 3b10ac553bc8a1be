// Setting headers: names, values, kinds, order and case; what is refused, and what is known afterwards.
import http from 'node:http';
import { listening, note } from '../shared/notes.mjs';
import { exchange, get, show } from '../shared/raw.mjs';

const attempt = (what, run) => {
  try {
    note('attempts', what, JSON.stringify(run()) ?? 'undefined');
  } catch (error) {
    note('attempts', what, error.name, error.code, error.message);
  }
};
const routes = {
  '/set': (response) => {
    response.setHeader('X-One', 1).setHeader('x-LIST', ['a', 'b']);
    response.appendHeader('x-list', 'c').appendHeader('X-New', ['d']);
    response.setHeaders(new Map([['M-1', 'x']])).setHeaders(new Headers({ 'H-1': 'y' }));
    attempt('get', () => [
      response.getHeader('X-ONE'),
      response.getHeaders(),
      response.getHeaderNames(),
      response.getRawHeaderNames(),
      response.hasHeader('x-List'),
    ]);
    response.removeHeader('x-one');
    for (const [name, value] of [
      ['', 'x'],
      ['a b', 'x'],
      ['ok', undefined],
      ['ok', 'a\nb'],
      ['ok', 'ü'],
      ['ok', '€'],
      [1, 'x'],
      ['ok', null],
      ['ok', {}],
      ['ok', []],
    ])
      attempt(`set ${name} ${String(value)}`, () => response.setHeader(name, value) === response);
    response.flushHeaders();
    attempt('late set', () => response.setHeader('late', '1'));
    attempt('late append', () => response.appendHeader('late', '1'));
    attempt('late remove', () => response.removeHeader('x-list'));
    attempt('late head', () => response.writeHead(200));
    attempt('late status', () => ((response.statusCode = 404), response.headersSent));
    response.end();
  },
  '/latin': (response) => response.setHeader('X-Latin', 'größe').end(),
  '/head': (response) =>
    response
      .setHeader('A', '1')
      .setHeader('B', '2')
      .writeHead(201, 'Made', { a: '3', C: ['4', '5'] })
      .end(),
  '/array': (response) => response.setHeader('A', '1').writeHead(200, ['a', '2', 'A', '3']).end(),
  '/pairs': (response) => {
    attempt('odd', () => response.writeHead(200, ['a']));
    attempt('code', () => response.writeHead(1000));
    attempt('code text', () => response.writeHead('abc'));
    attempt('message', () => response.writeHead(200, 'a\r\nb'));
    response.writeHead('202', [
      ['p', 'q'],
      ['p', 'r'],
    ]);
    response.end();
  },
  '/plain': (response) => {
    response.sendDate = false;
    response.statusCode = 299;
    response.end();
  },
  '/keep': (response) => response.writeHead(200, { Connection: 'keep-alive', 'Keep-Alive': 'timeout=9' }).end(),
  '/te': (response) => response.writeHead(200, { 'Transfer-Encoding': 'chunked' }).end('x'),
  '/te-identity': (response) => response.writeHead(200, { 'Transfer-Encoding': 'identity' }).end('x'),
  '/te-length': (response) => response.writeHead(200, { 'Transfer-Encoding': 'chunked', 'Content-Length': 1 }).end('x'),
};
const server = http.createServer({ uniqueHeaders: ['x-unique'] }, (request, response) => routes[request.url](response));
const port = await listening(server);
for (const path of Object.keys(routes)) show(path, await exchange(port, get(path)));
server.close();
