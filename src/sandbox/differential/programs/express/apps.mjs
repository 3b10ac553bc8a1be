// The app itself: settings, locals, mounting, events, a template engine, listen and its errors.
import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import express from 'express';
import { tell } from '../shared/express.mjs';
import { note, once, settled } from '../shared/notes.mjs';

const app = express();
note(
  'settings',
  app.get('env'),
  app.enabled('x-powered-by'),
  app.get('etag'),
  app.get('subdomain offset'),
  app.get('views').endsWith('/views'),
  app.get('query parser'),
  app.mountpath,
);
app.set('title', 'Mine').enable('case sensitive routing').disable('etag');
note(
  'settings',
  app.get('title'),
  app.enabled('case sensitive routing'),
  app.disabled('etag'),
  inspect(app.locals.settings.title),
  app.path(),
);
app.engine('txt', (file, options, done) =>
  import('node:fs').then(({ readFileSync }) =>
    done(
      null,
      String(readFileSync(file)).replace(/\{(\w+)\}/g, (_, name) => options[name]),
    ),
  ),
);
writeFileSync('hello.txt', 'Hello {name} of {place}, {mood}');
app.set('views', '.').set('view engine', 'txt');
app.locals.place = 'the app';
app.get(
  '/render',
  (_request, response) => ((response.locals.mood = 'glad'), response.render('hello', { name: 'you' })),
);
app.get('/missing', (_request, response) => response.render('none'));
const child = express();
child.on('mount', (parent) => note('mount', parent === app, child.mountpath, child.path()));
child.get('/', (request, response) => response.send(`${request.app === child} ${child.get('title')}`));
app.use('/child', child);
app.use((error, _request, response, _next) => response.status(500).end(error.message.replace(/".*"/, '"…"')));
await tell(app, ['GET /render', 'GET /missing', 'GET /child', 'GET /Render']);
for (const run of [
  () => app.use(),
  () => app.use('x'),
  () => app.get('/a', 'b'),
  () => app.get('/:'),
  () => app.get('/a/*'),
  () => app.get('/(a)'),
  () => express.Router().use(null),
  () => app.param(1, 2),
]) {
  try {
    run();
    note('refused', run.toString().slice(6), 'taken');
  } catch (error) {
    note('refused', run.toString().slice(6), error.name, error.message.split('\n')[0]);
  }
}
const server = app.listen(0, '127.0.0.1', (error) => note('listen', 'callback', error));
await once(server, 'listening');
const second = app.listen(server.address().port, '127.0.0.1', (error) =>
  note('listen', 'second', error?.code, error?.syscall),
);
second.on('error', () => {});
await settled();
note('exports', Object.keys(express).sort().join());
server.close();
