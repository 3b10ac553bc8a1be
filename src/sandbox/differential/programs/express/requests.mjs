// What a request says: accepts, is, hosts and addresses with and without a trusted proxy, fresh, ranges, subdomains.
import express from 'express';
import { tell } from '../shared/express.mjs';

const view = (request) => ({
  ip: request.ip,
  ips: request.ips,
  protocol: request.protocol,
  secure: request.secure,
  host: request.host,
  hostname: request.hostname,
  subdomains: request.subdomains,
  xhr: request.xhr,
  path: request.path,
  fresh: request.fresh,
  stale: request.stale,
  accepts: [
    request.accepts('json'),
    request.accepts('html', 'json'),
    request.accepts(),
    request.acceptsCharsets('utf-8'),
    request.acceptsEncodings(),
    request.acceptsLanguages('de', 'en'),
  ],
  is: [request.is('json'), request.is('text/*'), request.is('application/*')],
  range: request.range(100),
  get: [request.get('referrer'), request.header('HOST')],
});
for (const trust of [false, true, 1, 'loopback', '10.0.0.0/8', ['127.0.0.1', '10.0.0.1'], (address, hop) => hop < 1]) {
  const app = express().set('trust proxy', trust);
  app.all('/*any', (request, response) => response.json(view(request)));
  await tell(app, [
    'GET /x\nHost: a.b.example.com:8080\nX-Forwarded-For: 1.1.1.1, 10.0.0.1\nX-Forwarded-Proto: https\nX-Forwarded-Host: forwarded.example.org',
  ]);
}
const app = express().set('query parser', 'extended').set('subdomain offset', 1);
app.all('/*any', (request, response) => response.json({ ...view(request), query: request.query }));
await tell(app, [
  'GET /q?a[b][c]=1&d=1&d=2&e[]=3&__proto__[x]=1',
  'POST /j\nContent-Type: application/json; charset=utf-8\n\n{}',
  'POST /t\nContent-Type: text/html\nX-Requested-With: XMLHttpRequest\n\nx',
  'GET /a\nAccept: text/html;q=0.8, application/json\nAccept-Language: en, de;q=0.9\nAccept-Encoding: gzip, br\nAccept-Charset: iso-8859-1',
  'GET /r\nRange: bytes=0-9,20-',
  'GET /r\nRange: bytes=200-',
  'GET /r\nRange: lines=1-2',
  'GET /r\nRange: nonsense',
  'GET /h\nReferer: http://from/',
  'GET /h\nHost: [::1]:3000',
  'GET /h\nHost: 127.0.0.1',
]);
