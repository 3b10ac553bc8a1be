// Ways to answer: send, json, jsonp, redirect, format, cookies, vary, links, attachments, statuses, ETags and 304.
import express from 'express';
import { tell } from '../shared/express.mjs';

const app = express();
app.set('json spaces', 1).set('json escape', true);
const routes = {
  text: (response) => response.send('größe'),
  html: (response) => response.type('html').send('<p>'),
  buffer: (response) => response.send(Buffer.from('bytes')),
  json: (response) => response.json({ a: '<&>', b: undefined, c: [null] }),
  null: (response) => response.send(null),
  undefined: (response) => response.send(),
  number: (response) => response.json(7),
  boolean: (response) => response.send(true),
  object: (response) => response.send({ a: 1 }),
  view: (response) => response.send(new Uint8Array([104, 105])),
  jsonp: (response) => response.jsonp({ a: 1 }),
  status: (response) => response.status(202).end(),
  sent: (response) => response.sendStatus(418),
  none: (response) => response.status(204).send('gone'),
  reset: (response) => response.status(205).send('gone'),
  redirect: (response) => response.redirect('/a b?ü'),
  'redirect-301': (response) => response.redirect(301, 'http://other/'),
  location: (response) => response.location('/x%20y').end(),
  cookies: (response) =>
    response
      .cookie('a', 'b c', { maxAge: 1000, httpOnly: true, sameSite: 'lax', path: '/x', expires: new Date(0) })
      .cookie('o', { x: 1 }, { secure: true, priority: 'high', partitioned: true })
      .clearCookie('gone')
      .end(),
  set: (response) =>
    response
      .set({ A: '1', 'Content-Type': 'text/x' })
      .append('B', ['2', '3'])
      .append('B', '4')
      .vary('Accept')
      .vary(['Origin', 'accept'])
      .links({ next: '/2', last: '/9' })
      .send(String(response.get('content-type'))),
  attachment: (response) => response.attachment('größe "x".pdf').send('pdf'),
  locals: (response) => ((response.locals.a = 1), response.json(response.locals)),
  'own-etag': (response) => response.set('ETag', '"mine"').send('x'),
  format: (response) =>
    response.format({
      text: () => response.send('text'),
      html: () => response.send('<html>'),
      json: () => response.json({}),
    }),
  'format-default': (response) =>
    response.format({ json: () => response.json({}), default: () => response.status(406).send('default') }),
  chunks: (response) => (response.write('one '), setTimeout(() => response.end('two'), 5)),
  modified: (response) => response.set('Last-Modified', new Date(0).toUTCString()).send('x'),
  'bad-status': (response) => response.status(99),
  'text-status': (response) => response.status('200').end(),
};
for (const [name, route] of Object.entries(routes)) app.get(`/${name}`, (_request, response) => route(response));
app.use((error, _request, response, _next) => response.end(`${error.name} ${error.code} ${error.message}`));
await tell(app, [
  ...Object.keys(routes).map((name) => `GET /${name}`),
  'GET /jsonp?callback=cb',
  'GET /jsonp?callback=a;evil()',
  'GET /format\nAccept: text/html',
  'GET /format\nAccept: image/png',
  'GET /format\nAccept: application/json;q=0.5, text/plain;q=0.4',
  'GET /format-default\nAccept: x/y',
  'HEAD /text',
  'GET /own-etag\nIf-None-Match: "mine"',
  'GET /own-etag\nIf-None-Match: W/"mine"',
  'GET /own-etag\nIf-None-Match: *',
  'GET /own-etag\nIf-None-Match: "other"',
  'GET /modified\nIf-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT',
  'GET /own-etag\nIf-None-Match: "mine"\nCache-Control: no-cache',
]);
