// json, urlencoded, text and raw: what they take, their limits, and their errors.
import express from 'express';
import { tell } from '../shared/express.mjs';

const app = express().disable('x-powered-by');
app.use('/json', express.json({ limit: 50 }));
app.use('/loose', express.json({ strict: false, type: '*/*' }));
app.use(
  '/revived',
  express.json({
    reviver: (key, value) => (key === 'n' ? value * 2 : value),
    verify: (_request, _response, buffer) => {
      if (buffer.includes('evil')) throw new Error('evil bytes');
    },
  }),
);
app.use('/form', express.urlencoded({ extended: true, parameterLimit: 3 }));
app.use('/simple', express.urlencoded({ extended: false }));
app.use('/text', express.text({ defaultCharset: 'latin1' }));
app.use('/raw', express.raw({ type: 'application/x-own' }));
app.use((request, response) =>
  response.json({
    body: Buffer.isBuffer(request.body) ? request.body.toString('hex') : request.body,
    type: typeof request.body,
  }),
);
app.use((error, _request, response, _next) =>
  response.status(error.status ?? 500).json({
    type: error.type,
    message: error.message,
    status: error.status,
    expose: error.expose,
    body: error.body,
    limit: error.limit,
    length: error.length,
    name: error.name,
  }),
);
const json = 'Content-Type: application/json';
const form = 'Content-Type: application/x-www-form-urlencoded';
await tell(app, [
  `POST /json\n${json}\n\n{"a":[1,"ü"]}`,
  `POST /json\n${json}\n\n{"a":`,
  `POST /json\n${json}\n\n"text"`,
  `POST /json\n${json}\n\n{"a":"${'x'.repeat(60)}"}`,
  `POST /json\n${json}; charset=x-none\n\n{}`,
  `POST /json\n${json}; charset=utf-16\n\n{}`,
  `POST /json\n${json}\nContent-Encoding: br2\n\n{}`,
  `POST /json\nContent-Type: text/plain\n\n{}`,
  `POST /json\n\n{}`,
  `POST /json\n${json}`,
  `GET /json\n${json}`,
  `POST /json\nContent-Type: application/vnd.api+json\n\n{}`,
  `POST /loose\n\n"text"`,
  `POST /loose\n\nnull`,
  `POST /revived\n${json}\n\n{"n":21}`,
  `POST /revived\n${json}\n\n{"x":"evil"}`,
  `POST /form\n${form}\n\na=1&b[]=2&b[]=3&c[d]=4%20x+y`,
  `POST /form\n${form}\n\na=1&b=2&c=3&d=4`,
  `POST /form\n${form}\n\na=%C3%BC&b=%`,
  `POST /simple\n${form}\n\na=1&a=2&b[c]=3`,
  `POST /form\n${form}; charset=iso-8859-1\n\na=%FC`,
  'POST /text\nContent-Type: text/plain\n\ntext ü',
  'POST /raw\nContent-Type: application/x-own\n\nbytes',
  'POST /raw\nContent-Type: x/y\n\nbytes',
]);
