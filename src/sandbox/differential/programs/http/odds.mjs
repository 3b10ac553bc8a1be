// Things of the module itself: METHODS, STATUS_CODES, validateHeaderName, the shape of IncomingMessage and ServerResponse.
import http, {
  createServer,
  IncomingMessage,
  OutgoingMessage,
  ServerResponse,
  validateHeaderName,
  validateHeaderValue,
} from 'node:http';
import { inspect } from 'node:util';

console.log(
  http.METHODS.join(),
  Object.entries(http.STATUS_CODES)
    .map((it) => it.join(' '))
    .join(),
);
console.log(Object.keys(http).sort().join());
for (const run of [
  () => validateHeaderName('a b'),
  () => validateHeaderName('ok'),
  () => validateHeaderName('', 'Label'),
  () => validateHeaderValue('x', undefined),
  () => validateHeaderValue('x', 'ü€'),
  () => http.setMaxIdleHTTPParsers(0),
  () => createServer('x'),
  () => createServer({ maxHeaderSize: -1 }),
  () => createServer({ keepAliveTimeout: 'x' }),
  () => createServer({ headersTimeout: 10, requestTimeout: 5 }).headersTimeout,
  () => new ServerResponse({ method: 'GET' }).getHeaders(),
  () => new OutgoingMessage().write('x'),
  () => http.Server.length,
  () => http.globalAgent.options,
]) {
  try {
    console.log(run.toString().slice(6), inspect(run()));
  } catch (error) {
    console.log(run.toString().slice(6), error.name, error.code, error.message);
  }
}
const request = new IncomingMessage();
console.log(
  request.complete,
  request.httpVersion,
  request.url,
  request.method,
  request.statusCode,
  inspect(request.headers),
  request.socket,
);
const response = new ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 });
console.log(
  response.statusCode,
  response.statusMessage,
  response.headersSent,
  response.shouldKeepAlive,
  response.chunkedEncoding,
  response.writableHighWaterMark,
  response.strictContentLength,
);
console.log(inspect(new http.Agent({ keepAlive: true }), { depth: 1 }).replace(/Symbol\(async_id_symbol\): \d+/, ''));
