// What console and util.inspect print.
const util = require('node:util');
class Point {
  static origin = 0;
  #secret = 1;
  x = 1;
  get y() {
    return this.#secret;
  }
}
const circular = { name: 'c' };
circular.self = circular;
console.log(new Map([['a', { b: new Set([1, 'x']) }]]), new Set(), new WeakMap(), new WeakSet());
console.log(new Point(), Point, class {}, class Space extends Point {});
console.log(
  function f() {},
  () => {},
  async () => {},
  function* g() {},
  async function* ag() {},
);
// biome-ignore lint/suspicious/noSparseArray: a hole is what is inspected
console.log(circular, [1, , 3], [undefined, null], 'text', ["it's", `a"b'c`], -0, 123456789n, Symbol('x'));
console.log(Buffer.from('hello'), new Uint8Array(3), new ArrayBuffer(4), new DataView(new ArrayBuffer(2)));
console.log(new Date(0), /re/gi, Object.create(null), JSON, Math, globalThis === global);
console.log(Object(3), Object('s'), Object(1n), Object(Symbol('q')), Object(false));
console.log({ a: { b: { c: { d: 1 } } }, long: 'x'.repeat(200), list: Array.from({ length: 120 }, (_, i) => i) });
console.log(
  util.inspect(
    {
      get x() {
        return 1;
      },
      set x(_v) {},
      [Symbol('k')]: 2,
      'a-b': 3,
    },
    { getters: true, showHidden: true },
  ),
);
console.log('%s %d %i %f %j %o %O %c %%', 'a', 1.5, 1.5, '2.5', { a: 1 }, { f() {} }, { g: 1 }, 'css');
console.log(new URL('http://user:pw@example.com:8080/p/a?q=1#h'), new URLSearchParams('a=1&b=2'));
console.log(
  new AbortController(),
  new TextEncoder().encode('hé'),
  new TextDecoder().decode(new Uint8Array([104, 195, 169])),
);
console.log(structuredClone({ a: new Date(0), b: [new Map([[1, 2]])] }), new DOMException('m', 'AbortError').code);
console.table([
  { a: 1, b: 'x' },
  { a: 2, b: 'y' },
]);
console.group('group');
console.log('inside');
console.warn('warned');
console.groupEnd();
console.assert(false, 'assert %s', 'x');
console.count();
console.dir({ a: { b: { c: {} } } }, { depth: 0 });
const error = new TypeError('told', { cause: 'why' });
error.stack = error.stack.split('\n')[0];
console.log(error, [error], { error });
