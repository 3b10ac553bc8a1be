// Routes: parameters, wildcards, optional parts, order, methods, routers in routers, case and trailing slashes.
import express from 'express';
import { tell } from '../shared/express.mjs';

const app = express();
app.disable('x-powered-by').set('env', 'production');
const seen = (request, response) =>
  response.json({
    route: request.route?.path?.toString(),
    params: request.params,
    query: request.query,
    base: request.baseUrl,
    url: request.url,
    original: request.originalUrl,
    path: request.path,
  });
app.use((request, response, next) => {
  response.set('X-Order', 'first');
  next();
});
app.get('/', seen);
app.get('/users/:id', seen);
app.get('/files/*path', seen);
app.get('/range/:from-:to', seen);
app.get('/optional{/:part}', seen);
app.get(/^\/re(?<name>\w+)$/, seen);
app.get(['/one', '/two'], seen);
app
  .route('/both')
  .get(seen)
  .post((request, response) => response.status(201).send('made'))
  .all((request, response) => response.sendStatus(405));
app.get(
  '/chain',
  (request, _response, next) => ((request.n = 1), next()),
  [(request, _response, next) => ((request.n += 1), next())],
  (request, response) => response.send(`n ${request.n}`),
);
app.get(
  '/skip',
  (_request, _response, next) => next('route'),
  () => {},
  seen,
);
app.get('/skip', (_request, response) => response.send('the second'));
const inner = express.Router({ mergeParams: true, caseSensitive: true, strict: true });
inner.param('item', (request, _response, next, value, name) => ((request.item = `${name}=${value}`), next()));
inner.get('/Item/:item', (request, response) =>
  response.send(`${request.item} ${JSON.stringify(request.params)} ${request.baseUrl}`),
);
inner.get('/leave', (_request, _response, next) => next('router'));
inner.use((request, response) => response.send(`inner ${request.url}`));
app.use('/shops/:shop', inner);
app.use(
  '/mounted',
  express().get('/x', (request, response) => response.send(`${request.app.mountpath} ${request.app.path()}`)),
);
app.use((request, response) => response.status(404).send(`nothing at ${request.url}`));
await tell(app, [
  'GET /',
  'GET /users/7?a=1&b[]=2&b[]=3&c[d]=4&e',
  'GET /users/%C3%BC',
  'GET /users/%',
  'GET /files/a/b/c',
  'GET /files/',
  'GET /range/1-5',
  'GET /optional',
  'GET /optional/x',
  'GET /regular',
  'GET /two',
  'GET /both',
  'POST /both',
  'PUT /both',
  'HEAD /both',
  'OPTIONS /both',
  'GET /chain',
  'GET /skip',
  'GET /USERS/7/',
  'GET /shops/9/Item/3',
  'GET /shops/9/item/3',
  'GET /shops/9/Item/3/',
  'GET /shops/9/leave',
  'GET /mounted/x',
  'DELETE /users/7',
  'GET /users',
  'GET //users/7',
]);
