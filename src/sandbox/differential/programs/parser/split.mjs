// The same bytes whole, split at every place, and byte by byte: read alike.
import { serverReads } from '../shared/parser.mjs';

const texts = [
  'GET /path?x=1 HTTP/1.1\r\nHost: x\r\nX-A:  b \r\nx-a:c\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n3;e="f"\r\nabc\r\n0\r\nT: 1\r\nT: 2\r\n\r\n',
  'POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n',
];
const parts = (text) => text.map(({ seen }) => seen.join('\n'));
for (const text of texts) {
  const [whole] = parts(await serverReads([text]));
  console.log(JSON.stringify(text), '\n', whole);
  const places = Array.from({ length: text.length - 1 }, (_, i) => i + 1);
  const apart = new Map();
  const at = [...places];
  for (const result of parts(
    await serverReads(
      places.map(() => text),
      {},
      () => {
        const i = at.shift();
        return [text.slice(0, i), text.slice(i)];
      },
    ),
  ))
    apart.set(result, (apart.get(result) ?? 0) + 1);
  for (const [result, count] of [...apart].sort()) console.log(count, result === whole ? 'the same' : result);
  const [bytes] = parts(await serverReads([text], {}, () => [...text]));
  console.log('byte by byte', bytes === whole ? 'the same' : bytes);
}
