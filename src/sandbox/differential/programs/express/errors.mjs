// Errors in handlers: thrown, passed on, rejected, late; the default page, own handlers, statuses and headers of errors.
import express from 'express';
import { tell } from '../shared/express.mjs';

const make = (env, handlers = []) => {
  const app = express().set('env', env).disable('x-powered-by');
  app.get('/throw', () => {
    throw new Error('thrown <b>');
  });
  app.get('/next', (_request, _response, next) =>
    next(Object.assign(new Error('passed'), { status: 418, headers: { 'X-Tea': 'pot' } })),
  );
  app.get('/text', (_request, _response, next) => next('just text'));
  app.get('/reject', async () => {
    await null;
    throw new RangeError('rejected');
  });
  app.get('/nothing', () => Promise.reject());
  app.get('/late', (_request, response, next) => {
    response.write('begun');
    next(new Error('too late'));
  });
  app.get('/code', (_request, _response, next) => next(Object.assign(new Error('odd status'), { status: 200 })));
  for (const handler of handlers) app.use(handler);
  return app;
};
const requests = [
  'GET /throw',
  'GET /next',
  'GET /text',
  'GET /reject',
  'GET /nothing',
  'GET /late',
  'GET /code',
  'GET /none',
  'POST /none',
  'HEAD /throw',
];
const log = console.error;
console.error = (text) => log(String(text).split('\n').slice(0, 2).join('\n'));
await tell(make('production'), requests);
await tell(make('test'), ['GET /none', 'GET /text']);
await tell(
  make('test', [
    (error, _request, _response, next) => next(error),
    (error, request, response, _next) =>
      response.status(error.status ?? 500).json({ error: error.message, at: request.path }),
  ]),
  requests.slice(0, 5),
);
await tell(
  make('test', [
    () => {
      throw new Error('in the handler');
    },
    (error, _request, response, _next) => response.send(`second: ${error.message}`),
  ]),
  ['GET /throw', 'GET /none'],
);
