// util, url, querystring, path, string_decoder.
import path from 'node:path';
import qs from 'node:querystring';
import { StringDecoder } from 'node:string_decoder';
import url from 'node:url';
import util, {
  aborted,
  callbackify,
  debuglog,
  deprecate,
  diff,
  getSystemErrorName,
  inherits,
  isDeepStrictEqual,
  MIMEType,
  parseArgs,
  parseEnv,
  promisify,
  stripVTControlCharacters,
  styleText,
  TextDecoder as TD,
  toUSVString,
  types,
} from 'node:util';

const tell = (l, f) => {
  try {
    console.log(l, f());
  } catch (e) {
    console.log(l, e.name, e.code, e.message);
  }
};
tell('args', () =>
  parseArgs({
    args: ['-f', '--bar', 'b', 'pos', '--no-color', '--', '-x'],
    options: {
      foo: { type: 'boolean', short: 'f' },
      bar: { type: 'string', multiple: true },
      color: { type: 'boolean' },
    },
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
  }),
);
tell('args bad', () => parseArgs({ args: ['--nope'], options: {} }));
tell('args val', () => parseArgs({ args: ['--s'], options: { s: { type: 'string' } } }));
tell('style', () => JSON.stringify(styleText('red', 'x', { validateStream: false })));
tell('strip', () => stripVTControlCharacters('\x1b[31mx\x1b[0m'));
tell('mime', () => {
  const m = new MIMEType('text/html; charset=utf-8;q="a b"');
  return [m.type, m.essence, m.params.get('q'), String(m)];
});
tell('mime bad', () => new MIMEType('x'));
tell('sys', () => [getSystemErrorName(-2), util.getSystemErrorMap().get(-111), util.getSystemErrorMessage?.(-13)]);
tell('env', () => parseEnv('A=1\nB="x\\ny" # c\nexport C=\'$A\''));
tell('usv', () => toUSVString('\ud800a').codePointAt(0));
tell('equal', () => [
  isDeepStrictEqual({ a: [1, new Map([[{}, 1]])] }, { a: [1, new Map([[{}, 1]])] }),
  isDeepStrictEqual(NaN, NaN),
  isDeepStrictEqual(0, -0),
  isDeepStrictEqual(new Set([1]), new Set([2])),
]);
tell('types', () => [
  types.isDate(new Date()),
  types.isPromise({ then() {} }),
  types.isAsyncFunction(async () => {}),
  types.isGeneratorObject((function* () {})()),
  types.isNativeError(new TypeError()),
  types.isBoxedPrimitive(Object(1n)),
  types.isModuleNamespaceObject(path),
  types.isExternal({}),
  types.isArgumentsObject(
    (function () {
      return arguments;
    })(),
  ),
]);
tell('decode', () => [
  new TD('utf-16le').decode(Buffer.from('ab', 'utf16le')),
  new TD('latin1').encoding,
  new TD().decode(Buffer.from([0xef, 0xbb, 0xbf, 0x61])),
  new TD('utf-8', { ignoreBOM: true }).decode(Buffer.from([0xef, 0xbb, 0xbf, 0x61])).length,
]);
tell('fatal', () => new TD('utf-8', { fatal: true }).decode(Buffer.from([0xff])));
tell('enc', () => new TD('nope'));
tell('into', () => new TextEncoder().encodeInto('héé', new Uint8Array(3)));
console.log(await promisify((a, cb) => cb(null, a + 1))(1), await promisify(setTimeout)(1, 'v'));
callbackify(async () => {
  throw null;
})((e) => console.log(e.code, e.reason));
tell('inherits', () => {
  function A() {}
  function B() {}
  inherits(A, B);
  return [A.super_ === B, new A() instanceof B];
});
tell('log', () => debuglog('x').enabled);
tell('diff', () => JSON.stringify(diff('abc', 'abd')));
for (const u of [
  'http://u:p@EXAMPLE.com:80/a/../b?x=1&y=%20#h',
  'file:///C:/x',
  'mailto:a@b',
  'http://[::1]:3000/',
  'http://ex ample',
  '//x',
  'ws://x:80',
  'http://日本.jp/é?ü#ö',
  'http://127.1',
  'data:,x',
])
  tell(u, () => {
    const x = new URL(u);
    return [x.href, x.origin, x.host, x.pathname, x.search, x.hash, x.username];
  });
tell('can', () => [
  URL.canParse('x'),
  URL.canParse('x', 'http://a'),
  URL.parse('nope'),
  new URL('../c', 'http://a/b/d').href,
]);
const sp = new URLSearchParams('a=1&b=2&a=3&c=%zz&d=+');
tell('sp', () => [
  sp.getAll('a'),
  sp.has('a', '3'),
  sp.size,
  String(sp),
  [...sp.keys()],
  sp.get('c'),
  sp.sort(),
  String(sp),
]);
sp.delete('a', '1');
tell('sp2', () => [
  String(sp),
  new URLSearchParams({ a: 'b c', d: 'é&' }).toString(),
  new URLSearchParams([['x', 'y']]).get('x'),
]);
tell('sp bad', () => new URLSearchParams([['x']]));
tell('legacy', () => url.parse('http://a:b@h.com:80/p?q=1#f', true).query);
tell('format', () => [
  url.format({ protocol: 'http', host: 'x', pathname: '/a', query: { b: 1 } }),
  url.resolve('http://a/b/c', '../d'),
  url.pathToFileURL('/a b#').href,
  url.fileURLToPath('file:///a%20b'),
  url.domainToASCII('español.com'),
  url.domainToUnicode('xn--espaol-zwa.com'),
  url.urlToHttpOptions(new URL('http://u:p@x:1/y?z')).auth,
]);
tell('file bad', () => url.fileURLToPath('http://x'));
tell('file host', () => url.fileURLToPath('file://host/x'));
tell('qs', () => [
  qs.parse('a=1&a=2&b=%20+c&d'),
  qs.stringify({ a: [1, 2], b: 'x y', c: true, d: null }),
  qs.escape('é&'),
  qs.unescape('%zz'),
]);
tell('path', () => [
  path.resolve('/a', '../b'),
  path.relative('/a/b', '/a/c/d'),
  path.parse('/x/y.tar.gz'),
  path.join('a', '', '..', '..', 'b'),
  path.win32.join('a', 'b'),
  path.normalize('//a/./b/..'),
  path.extname('.x'),
  path.basename('a/b.js', '.js'),
  path.isAbsolute('a'),
]);
tell('path bad', () => path.join(1));
const sd = new StringDecoder('utf8');
tell('sd', () => [sd.write(Buffer.from([0xe2, 0x82])), sd.write(Buffer.from([0xac])), sd.end(Buffer.from([0xe2]))]);
tell('sd bad', () => new StringDecoder('nope'));
const pat = new URLPattern({ pathname: '/users/:id' });
tell('pattern', () => pat.exec('http://x/users/5').pathname.groups);
