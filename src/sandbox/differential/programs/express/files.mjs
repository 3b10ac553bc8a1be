// express.static and res.sendFile from files that the program writes: ETags, ranges, conditions, hidden files, index, redirects.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import express from 'express';
import { tell } from '../shared/express.mjs';

const root = path.resolve('public');
const files = {
  'index.html': '<h1>index</h1>',
  'a.txt': '0123456789',
  'data.json': '{}',
  '.hidden': 'secret',
  'sub/index.html': 'sub',
  'sub/page.html': 'page',
  'größe x.css': 'p{}',
  'app.wasm': '\0asm',
  noext: 'plain',
  empty: '',
  '../outside.txt': 'outside',
};
for (const [name, text] of Object.entries(files)) {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  utimesSync(file, 1_000_000_000, 1_000_000_000);
}
const app = express().disable('x-powered-by').set('env', 'production');
app.use(
  '/static',
  express.static(root, {
    maxAge: '1h',
    extensions: ['html'],
    setHeaders: (response, file) => response.set('X-File', path.basename(file)),
  }),
);
app.use(
  '/bare',
  express.static(root, {
    etag: false,
    lastModified: false,
    index: false,
    redirect: false,
    dotfiles: 'allow',
    fallthrough: false,
    acceptRanges: false,
    immutable: true,
    maxAge: 1000,
  }),
);
app.get('/send/*name', (request, response, next) =>
  response.sendFile(request.params.name.join('/'), { root, headers: { 'X-Own': '1' } }, (error) =>
    error ? next(error) : response.locals.done?.(),
  ),
);
app.get('/absolute', (_request, response) => response.sendFile(path.join(root, 'a.txt')));
app.get('/relative', (_request, response) => response.sendFile('a.txt'));
app.get('/download', (_request, response) => response.download(path.join(root, 'a.txt'), 'bücher.txt'));
app.use((error, _request, response, _next) =>
  response.headersSent
    ? response.end()
    : response
        .status(error.status ?? 500)
        .end(`${error.name} ${error.code} ${error.status} ${error.message.replaceAll(root, 'ROOT')}`),
);
await tell(app, [
  'GET /static/',
  'GET /static',
  'GET /static/a.txt',
  'HEAD /static/a.txt',
  'GET /static/data.json',
  'GET /static/.hidden',
  'GET /static/sub',
  'GET /static/sub/',
  'GET /static/sub/page',
  'GET /static/gr%C3%B6%C3%9Fe%20x.css',
  'GET /static/app.wasm',
  'GET /static/noext',
  'GET /static/empty',
  'GET /static/../outside.txt',
  'GET /static/%2e%2e/outside.txt',
  'GET /static/none',
  'POST /static/a.txt',
  'GET /static/%00',
  'GET /static/%',
  'GET /static/a.txt\nRange: bytes=2-4',
  'GET /static/a.txt\nRange: bytes=-3',
  'GET /static/a.txt\nRange: bytes=20-',
  'GET /static/a.txt\nRange: bytes=0-1,4-5',
  'GET /static/a.txt\nRange: bytes=0-1\nIf-Range: "no"',
  'GET /static/a.txt\nIf-None-Match: W/"a-d36eb2f800"',
  'GET /static/a.txt\nIf-Modified-Since: Sun, 09 Sep 2001 01:46:40 GMT',
  'GET /static/a.txt\nIf-Match: "x"',
  'GET /static/a.txt\nIf-Unmodified-Since: Sat, 08 Sep 2001 01:46:40 GMT',
  'GET /bare/',
  'GET /bare/.hidden',
  'GET /bare/none',
  'GET /bare/sub',
  'GET /bare/a.txt\nRange: bytes=0-1',
  'POST /bare/a.txt',
  'GET /send/a.txt',
  'GET /send/none',
  'GET /send/../outside.txt',
  'GET /send/.hidden',
  'GET /send/sub',
  'GET /absolute',
  'GET /relative',
  'GET /download',
  'GET /download\nRange: bytes=0-3',
]);
