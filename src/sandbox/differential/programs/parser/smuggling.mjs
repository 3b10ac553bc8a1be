// Heads that two readers could take apart in two ways: lengths and encodings that contradict each other.
import { tellServer } from '../shared/parser.mjs';

const post = (...headers) => `POST / HTTP/1.1\r\n${['Host: x', ...headers].join('\r\n')}\r\n\r\n`;
const hidden = 'GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n';
await tellServer([
  post('Content-Length: 5', 'Transfer-Encoding: chunked') + `0\r\n\r\n${hidden}`,
  post('Transfer-Encoding: chunked', 'Content-Length: 5') + `0\r\n\r\n${hidden}`,
  post('Content-Length: 5', 'Content-Length: 6') + 'abcdef',
  post('Content-Length: 5', 'Content-Length: 5') + 'abcde',
  post('Content-Length: 5, 5') + 'abcde',
  post('Content-Length: +5') + 'abcde',
  post('Content-Length: -5') + 'abcde',
  post('Content-Length: 0x5') + 'abcde',
  post('Content-Length: 5 ') + 'abcde',
  post('Content-Length: 5a') + 'abcde',
  post('Content-Length:') + 'abcde',
  post('Content-Length: 99999999999999999999') + 'abcde',
  post('Content-Length : 5') + 'abcde',
  post('Transfer-Encoding: chunked, identity') + `0\r\n\r\n${hidden}`,
  post('Transfer-Encoding: identity') + hidden,
  post('Transfer-Encoding: gzip, chunked') + '0\r\n\r\n',
  post('Transfer-Encoding: chunked, chunked') + '0\r\n\r\n',
  post('Transfer-Encoding: xchunked') + '0\r\n\r\n',
  post('Transfer-Encoding: chunked ', 'Transfer-Encoding: gzip') + '0\r\n\r\n',
  post('Transfer-Encoding:\tchunked') + '0\r\n\r\n',
  post('Transfer-Encoding:\r\n chunked') + '0\r\n\r\n',
  post('Transfer-Encoding: "chunked"') + '0\r\n\r\n',
  post('TrAnSfEr-EnCoDiNg: CHUNKED') + '1\r\na\r\n0\r\n\r\n',
  post('Transfer-Encoding: chunked').replace('1.1', '1.0') + '1\r\na\r\n0\r\n\r\n',
  `GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc${hidden}`,
  post('Content-Length: 3', 'Connection: close') + `abc${hidden}`,
]);
