// zlib: several members, garbage, truncation, dictionaries, limits, streams.
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const tell = (l, f) => {
  try {
    const x = f();
    console.log(l, x instanceof Uint8Array ? String(x).slice(0, 60) : x);
  } catch (e) {
    console.log(l, e.name, e.code, e.errno, e.message);
  }
};
const a = zlib.gzipSync('first '),
  b = zlib.gzipSync('second');
tell('members', () => zlib.gunzipSync(Buffer.concat([a, b])));
tell('junk', () => zlib.gunzipSync(Buffer.concat([a, Buffer.from('junk')])));
tell('zeros', () => zlib.gunzipSync(Buffer.concat([a, Buffer.alloc(5)])));
tell('reject', () => zlib.gunzipSync(Buffer.concat([a, Buffer.from('junk')]), { rejectGarbageAfterEnd: true }));
tell('truncated', () => zlib.gunzipSync(b.subarray(0, -4)));
tell('truncated half', () => zlib.inflateSync(zlib.deflateSync('x'.repeat(1000)).subarray(0, 8)));
tell('finishFlush', () => zlib.gunzipSync(b.subarray(0, -4), { finishFlush: zlib.constants.Z_SYNC_FLUSH }));
tell('empty', () => zlib.gunzipSync(''));
tell('bad header', () => zlib.inflateSync('hello'));
tell('bad crc', () => {
  const x = Buffer.from(b);
  x[x.length - 8] ^= 1;
  return zlib.gunzipSync(x);
});
tell('dict', () => zlib.inflateSync(zlib.deflateSync('abcabc', { dictionary: Buffer.from('abc') })));
tell('dict ok', () =>
  zlib.inflateSync(zlib.deflateSync('abcabc', { dictionary: Buffer.from('abc') }), { dictionary: Buffer.from('abc') }),
);
tell('dict bad', () =>
  zlib.inflateSync(zlib.deflateSync('abcabc', { dictionary: Buffer.from('abc') }), { dictionary: Buffer.from('xyz') }),
);
tell('max', () => zlib.gunzipSync(zlib.gzipSync('x'.repeat(100)), { maxOutputLength: 10 }));
tell('crc', () => [zlib.crc32('hello'), zlib.crc32(Buffer.from(' world'), zlib.crc32('hello')), zlib.crc32('')]);
tell('crc bad', () => zlib.crc32(5));
tell('level', () => zlib.deflateSync('x', { level: 10 }));
tell('windowBits', () => zlib.inflateRawSync(zlib.deflateRawSync('raw', { windowBits: 9 }), { windowBits: 9 }));
tell('unzip', () => [String(zlib.unzipSync(a)), String(zlib.unzipSync(zlib.deflateSync('d')))]);
tell('unzip bad', () => zlib.unzipSync('xx'));
tell('info', () => {
  const { buffer, engine } = zlib.gunzipSync(a, { info: true });
  return [String(buffer), engine.bytesWritten, engine.constructor.name];
});
console.log(
  String(await promisify(zlib.gunzip)(a)),
  await promisify(zlib.gunzip)(b.subarray(0, 5)).catch((e) => e.code),
);
console.log(await text(Readable.from([a.subarray(0, 3), a.subarray(3), b]).pipe(zlib.createGunzip())));
const g = zlib.createGunzip();
g.on('error', (e) => console.log('stream', e.code, e.errno));
g.on('close', () => console.log('close'));
g.end('nope');
await new Promise((r) => g.on('close', r));
const d = zlib.createDeflate({ flush: zlib.constants.Z_SYNC_FLUSH });
let got = 0;
d.on('data', (c) => (got += c.length));
await new Promise((r) =>
  d.write('abc', () => {
    console.log('flushed', got > 0);
    d.flush(() => {
      console.log('flush cb');
      d.params(1, 0, (e) => {
        console.log('params', e);
        d.close(() => r(console.log('closed')));
      });
    });
  }),
);
const part = zlib.createInflate();
part.on('error', (e) => console.log('part', e.code));
part.end(zlib.deflateSync('x'.repeat(100)).subarray(0, 5));
part.resume();
tell('codes', () => [zlib.codes.Z_BUF_ERROR, zlib.codes['-3'], Object.keys(zlib.constants).length]);
tell('chunk', () => zlib.createGzip({ chunkSize: 10 }));
tell('big', () => zlib.inflateSync(zlib.deflateSync(Buffer.alloc(300000, 'ab'))).length);
