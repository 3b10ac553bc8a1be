// Streams: reading, writing, pipelines, consumers, web streams, errors.
import {
  addAbortSignal,
  compose,
  Duplex,
  finished,
  getDefaultHighWaterMark,
  PassThrough,
  pipeline,
  Readable,
  Transform,
  Writable,
} from 'node:stream';
import { buffer, json, text } from 'node:stream/consumers';
import { finished as fp, pipeline as pp } from 'node:stream/promises';

const ev = (
  s,
  name,
  list = [
    'pause',
    'resume',
    'readable',
    'data',
    'end',
    'error',
    'close',
    'finish',
    'drain',
    'prefinish',
    'pipe',
    'unpipe',
  ],
) => {
  for (const e of list)
    s.on(e, (x) =>
      console.log(
        name,
        e,
        x instanceof Error ? x.message : x instanceof Buffer ? String(x) : typeof x === 'object' ? '' : (x ?? ''),
      ),
    );
  return s;
};
const r = new Readable({
  highWaterMark: 5,
  read(n) {
    console.log('read', n);
    this.push(this.n === undefined ? ((this.n = 1), 'abc') : this.n++ < 3 ? 'defgh' : null);
  },
});
ev(r, 'r', ['data', 'end', 'close']);
await fp(r);
console.log(r.readableFlowing, r.readableEnded, r.destroyed);
console.log(
  await Readable.from([1, 2, 3, 4])
    .filter((x) => x % 2)
    .map(async (x) => x * 10, { concurrency: 2 })
    .toArray(),
  await Readable.from('abc').toArray(),
  await Readable.from([3, 1]).reduce((a, b) => a + b, 0),
  await Readable.from([1, 2, 3]).take(2).drop(1).toArray(),
  await Readable.from([1]).some((x) => x > 0),
  await Readable.from([[1], [2]])
    .flatMap((x) => x)
    .toArray(),
);
const w = new Writable({
  highWaterMark: 3,
  decodeStrings: false,
  write(c, e, cb) {
    console.log('write', c, e);
    setImmediate(cb);
  },
  writev: undefined,
  final(cb) {
    console.log('final');
    cb();
  },
});
ev(w, 'w', ['drain', 'finish', 'close']);
console.log(w.write('ab'), w.writableLength, w.writableNeedDrain, w.write('cd'), w.writableLength, w.writableNeedDrain);
w.cork();
w.write('e');
w.write('f');
w.uncork();
w.end('last', () => console.log('end cb'));
await fp(w);
try {
  w.write('x');
} catch (e) {
  console.log('threw', e.code);
}
w.on('error', (e) => console.log('late', e.code));
await pp(
  Readable.from(['a', 'b']),
  new Transform({
    transform(c, e, cb) {
      cb(null, String(c).toUpperCase());
    },
    flush(cb) {
      this.push('!');
      cb();
    },
  }),
  async (s) => console.log(await text(s)),
);
await pp(
  Readable.from(['a']),
  new Transform({
    transform(c, e, cb) {
      cb(new Error('boom'));
    },
  }),
  new PassThrough(),
).catch((e) => console.log(e.message));
const p = new PassThrough();
ev(p, 'p', ['error', 'close']);
p.destroy(new Error('destroyed'));
await new Promise((r) => p.on('close', r));
console.log(p.errored?.message, p.closed);
const ac = new AbortController();
const inf = addAbortSignal(ac.signal, new Readable({ read() {} }));
inf.on('error', (e) => console.log(e.name, e.code));
ac.abort();
await new Promise((r) => inf.on('close', r));
console.log(await json(Readable.from(['{"a":', '1}'])), (await buffer(Readable.from([Buffer.from('x')]))).length);
const c = compose(async function* (s) {
  for await (const x of s) yield String(x) + '1';
}, new PassThrough());
c.end('q');
console.log(await text(c));
const d = Duplex.from({
  readable: Readable.from(['out']),
  writable: new Writable({
    write(c, e, cb) {
      console.log('in', String(c));
      cb();
    },
  }),
});
d.end('in');
console.log(await text(d));
const it = Readable.from([1, 2, 3]);
for await (const x of it) {
  console.log(x);
  break;
}
console.log(it.destroyed);
const rd = new PassThrough();
rd.end('hello');
rd.once('readable', () => {
  console.log(String(rd.read(2)), String(rd.read()), rd.read());
});
await new Promise((r) => rd.on('readable', () => rd.read()).on('end', r));
rd.unshift ? 0 : 0;
console.log(getDefaultHighWaterMark(false), getDefaultHighWaterMark(true), new Readable().readableHighWaterMark);
const un = new Readable({ read() {} });
un.push('world');
un.unshift('hello ');
un.push(null);
console.log(await text(un));
finished(
  new Readable({
    read() {
      this.destroy();
    },
  }).resume(),
  (e) => console.log(e.code),
);
pipeline(
  Readable.from(['x']),
  new Writable({
    write(c, e, cb) {
      cb(new Error('sink'));
    },
  }),
  (e) => console.log('cb', e.message),
);
const web = Readable.toWeb(Readable.from(['w1', 'w2']));
for await (const x of web) console.log(x);
console.log(
  await text(
    Readable.fromWeb(
      new ReadableStream({
        start(c) {
          c.enqueue('e');
          c.close();
        },
      }),
    ),
  ),
);
const bad = new Readable({
  read() {
    throw new Error('in read');
  },
});
bad.on('error', (e) => console.log(e.message));
bad.resume();
const bytes = new Readable({ read() {} });
try {
  bytes.push(5);
} catch (e) {
  console.log(e.code);
}
bytes.on('error', (e) => console.log('err', e.code));
const push = new Readable({ read() {} });
push.push(null);
push.on('error', (e) => console.log(e.code));
push.push('late');
