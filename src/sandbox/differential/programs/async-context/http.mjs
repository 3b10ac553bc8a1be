// The pattern of the field: a request id that every function of a request sees.

import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const requests = new AsyncLocalStorage();
const lines = [];
const log = (text) => lines.push(`${requests.getStore()?.id}: ${text}`);
async function load() {
  await sleep(3);
  log('loaded');
  await readFile(process.argv[1]);
  log('read');
}
async function work(body) {
  log(`body ${body}`);
  await load();
  await pipeline(
    Readable.from(['a', 'b']),
    async function* (source) {
      for await (const x of source) {
        log(`chunk ${x}`);
        yield x;
      }
    },
    async (source) => {
      for await (const x of source) log(`sink ${x}`);
    },
  );
  log('piped');
}
const server = http.createServer((req, res) => {
  requests.run({ id: req.url }, async () => {
    let body = '';
    req.setEncoding('utf8');
    for await (const chunk of req) body += chunk;
    await work(body);
    res.on('finish', () => log('finish'));
    res.end(requests.getStore().id);
  });
});
server.listen(0, async () => {
  const get = (path) =>
    new Promise((resolve) => {
      const req = http.request({ port: server.address().port, path, method: 'POST' }, async (res) => {
        let text = '';
        for await (const c of res) text += c;
        resolve(text);
      });
      req.write('x');
      setTimeout(() => req.end(path), 2);
    });
  console.log(await Promise.all([get('/1'), get('/2'), get('/3')]));
  server.close();
  for (const id of ['/1', '/2', '/3', 'undefined']) console.log(lines.filter((l) => l.startsWith(id)).join('\n'));
});
