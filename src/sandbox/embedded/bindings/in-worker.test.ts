/** The bindings beneath Node's own library, in a worker of a browser: programs print there what they print on Node. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestPage, type TestPage } from '../kernel/test-page.ts';

let page: TestPage;
beforeAll(async () => {
  page = await openTestPage();
});
afterAll(() => page[Symbol.asyncDispose]());

const PROGRAMS = {
  'Buffer in all encodings': `
    const text = 'zażółć gęślą 😀 \\ud800 end';
    for (const encoding of ['utf8', 'ucs2', 'latin1', 'ascii', 'base64', 'base64url', 'hex']) {
      const bytes = Buffer.from(text, encoding);
      console.log(encoding, bytes, bytes.toString(encoding), bytes.indexOf('a', 2, encoding), bytes.lastIndexOf('e', encoding));
      console.log(Buffer.alloc(20).fill('ab', 3, encoding), bytes.equals(Buffer.from(bytes)));
    }
    console.log(Buffer.concat([Buffer.from('a'), Buffer.from([1, 2])]), atob('aGk='), btoa('hi'), Buffer.byteLength(text));
    for (const wrong of [() => Buffer.from('a').toString('nope'), () => Buffer.alloc(2).write('x', 5), () => atob('*')]) {
      try { wrong(); } catch (error) { console.log(error.name, error.code, error.message); }
    }`,
  'StringDecoder byte by byte': `
    const { StringDecoder } = require('string_decoder');
    for (const encoding of ['utf8', 'utf16le', 'base64']) {
      const decoder = new StringDecoder(encoding);
      for (const byte of Buffer.from('€ 😀', encoding === 'utf16le' ? 'utf16le' : 'utf8')) console.log(decoder.write(Buffer.of(byte)), decoder.lastNeed);
      console.log(decoder.end(Buffer.of(0xe2)));
    }`,
  'zlib: sync, async, streams and errors': `
    const zlib = require('zlib');
    const text = 'to be compressed '.repeat(500);
    const packed = zlib.gzipSync(text);
    console.log(zlib.gunzipSync(packed).length, zlib.gunzipSync(Buffer.concat([packed, packed])).length, zlib.crc32(text));
    for (const wrong of [packed.subarray(0, 50), Buffer.from('not gzip'), Buffer.concat([packed, Buffer.from('junk')])]) {
      try { zlib.gunzipSync(wrong); } catch (error) { console.log(error.code, error.errno, error.message); }
    }
    try { zlib.gunzipSync(packed, { maxOutputLength: 10 }); } catch (error) { console.log(error.code, error.message); }
    try { zlib.inflateSync(zlib.deflateSync('a'), { rejectGarbageAfterEnd: true }); console.log('clean'); } catch (error) { console.log(error.code); }
    zlib.deflateRaw(text, (error, raw) => zlib.inflateRaw(raw, (again, back) => {
      console.log(error, again, back.toString() === text);
      const gunzip = zlib.createGunzip();
      let size = 0;
      gunzip.on('data', (chunk) => { size += chunk.length; }).on('end', () => console.log('end', size, gunzip.bytesWritten === packed.length));
      for (const byte of packed) gunzip.write(Buffer.of(byte));
      gunzip.end();
    }));
    zlib.inflate(Buffer.from('bad'), (error) => console.log(error.code, error.message));`,
  'crypto: digests, streams and keys': `
    const crypto = require('crypto');
    console.log(crypto.createHash('sha1').update('258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64'));
    console.log(crypto.createHmac('sha256', 'key').update('data').digest('hex'), crypto.hash('md5', 'abc'));
    console.log(crypto.randomBytes(8).length, crypto.randomUUID().length, crypto.randomInt(3, 4), crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a')));
    console.log(crypto.scryptSync('password', 'salt', 16).toString('hex'), crypto.createHash('sha1'));
    try { crypto.createHash('nope'); } catch (error) { console.log(error.message); }
    const hash = crypto.createHash('sha256');
    hash.on('readable', () => { const data = hash.read(); if (data) console.log('stream', data.toString('hex')); });
    hash.write('some'); hash.end('data');
    crypto.pbkdf2('p', 's', 10, 8, 'sha512', (error, key) => console.log('pbkdf2', error, key.toString('hex')));`,
  'HTTP: chunks, trailers, keep-alive, bad requests, large headers': `
    const http = require('http'); const net = require('net');
    const server = http.createServer({ maxHeaderSize: 2048 }, (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk) => { body += chunk; }).on('end', () => {
        console.log(request.method, request.url, request.rawHeaders.filter((x) => !/^(host|connection)$/i.test(x)).length, body, request.trailers);
        response.setHeader('Date', 'x'); response.write('one '); response.end('two');
      });
    });
    const raw = (text) => new Promise((resolve) => {
      const socket = net.connect(server.address().port, '127.0.0.1', () => socket.end(text, 'latin1'));
      let answer = '';
      socket.setEncoding('latin1').on('data', (data) => { answer += data; }).on('close', () => resolve(answer));
    });
    server.listen(0, '127.0.0.1', async () => {
      const requests = [
        'GET /1 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\nGET /2 HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n',
        'POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\nConnection: close\\r\\n\\r\\n3\\r\\nabc\\r\\n0\\r\\nT: 1\\r\\n\\r\\n',
        'POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n',
        'GET / HTTP/1.1\\r\\nHost: a\\r\\nBig: ' + 'x'.repeat(3000) + '\\r\\n\\r\\n',
        'GET / HTTP/1.1\\r\\n' + Array.from({ length: 50 }, (_, i) => 'H' + i + ': v\\r\\n').join('') + 'Host: a\\r\\nConnection: close\\r\\n\\r\\n',
        'BREW / HTTP/1.1\\r\\n\\r\\n',
      ];
      for (const text of requests) console.log(JSON.stringify(await raw(text)));
      server.close(() => console.log('closed'));
    });`,
};

it.each(Object.entries(PROGRAMS))('%s', async (_name, program) => {
  const native = execFileSync(process.execPath, ['--no-warnings', '-e', program], { encoding: 'utf8' });
  const { stdout, stderr, code } = await page.run({ '/app/main.cjs': program });
  expect({ stdout, stderr, code }).toEqual({ stdout: native, stderr: '', code: 0 });
});
