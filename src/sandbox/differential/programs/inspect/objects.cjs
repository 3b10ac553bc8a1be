// util.inspect and util.format of everything else.
const util = require('node:util');
const show = (x, o) => console.log(util.inspect(x, o));
class A {
  constructor() {
    this.x = 1;
  }
  get y() {
    return 1;
  }
  static z = 1;
}
class B extends A {
  #p = 1;
  [Symbol.toStringTag] = 'Tag';
}
show(new A());
show(new B());
show(B);
show(A.prototype);
show(Object.create(A.prototype));
show(Object.create({}));
show(Object.create(Object.create(null)));
show(Object.create(null, { a: { value: 1, enumerable: true }, h: { value: 2 } }), { showHidden: true });
show(Object.assign(() => {}, { a: 1 }));
show(Object.assign(function n() {}, { b: { c: 1 } }));
show(
  (function () {
    return arguments;
  })(1, 2),
);
show(new (class extends Array {})(3));
show(new (class M extends Map {})([[1, 2]]));
show(
  new (class E extends Error {
    constructor() {
      super('m');
      this.code = 'X';
    }
  })().message,
);
show(Object.assign(new Error('with props'), { a: 1, cause: 'c' }).message);
show([new Error('in list')].length);
show({ __proto__: { constructor: 5 } });
show([1, , 3, ...Array(3)]);
show(Object.assign([1, 2], { k: 'v', '-1': 0 }));
show(new Array(5));
show([[[[[]]]]]);
show({ a: { b: { c: { d: 1 } } } }, { depth: null });
show("a\nb'c");
show("it's");
show('it\'s "q"');
show('it\'s "q" `b`');
show('\u0000\x1b\ud800');
show('x'.repeat(20), { maxStringLength: 5 });
show(-0);
show([-0, 0, NaN, 1e21, 123456789.123]);
show(1234567.891, { numericSeparator: true });
show(12345678901234567890n, { numericSeparator: true });
show(Symbol('a b'));
show(Symbol.iterator);
show({ [Symbol('k')]: 1, 'a-b': 2, 3: 4, valid_id: 5 });
show(new Date(NaN));
show(new Date(0));
show(/a\/b/giu);
show(new Number(3));
show(Object.assign(new String('abc'), { x: 1 }));
show([new Boolean(false), Object(Symbol('s')), Object(1n)]);
show(new Uint8Array([1, 2]));
show(new Float64Array(2), { showHidden: true });
show(new ArrayBuffer(4));
show(new SharedArrayBuffer(2));
show(new DataView(new ArrayBuffer(3), 1));
show(Buffer.from('hi'));
show({
  get a() {
    return 1;
  },
  set a(v) {},
  get b() {
    return { c: 1 };
  },
  set c(v) {},
});
show(
  {
    get a() {
      return { b: 1 };
    },
  },
  { getters: true },
);
show({
  [util.inspect.custom](d, o, i) {
    return `custom ${d} ${typeof o.stylize} ${i === util.inspect}`;
  },
});
show({
  toJSON() {},
  inspect() {
    return 'no';
  },
});
const c = { name: 'c' };
c.self = c;
c.list = [c, { c }];
show(c);
show({ a: c, b: c });
show({ z: 1, a: 2, m: 3 }, { sorted: true });
show({ a: 1, b: 'x' }, { compact: false });
show({ a: 1n, s: 'x', u: undefined, n: null, f() {} }, { colors: true });
show({ a: 'x'.repeat(100), b: 'y'.repeat(30) }, { breakLength: 40 });
show(Array.from({ length: 30 }, (_, i) => 'item' + i));
show(Array.from({ length: 7 }, (_, i) => i * 1000));
show(globalThis.process === process);
show(module.constructor.name);
show(new Proxy({}, {}));
show(async () => {});
show(Math.max);
show(JSON);
show(Atomics);
show(Intl);
show(WebAssembly);
show(Reflect);
console.log(
  util.format('%s %s %s %s', null, undefined, -0, 5n),
  util.format('%s', class Q {}),
  util.format('%s', { a: { b: { c: 1 } } }),
  util.format(
    '%s',
    new (class Z {
      toString() {
        return 'Z!';
      }
    })(),
  ),
  util.format('%d %i %f', '0x10', '12.9', 'x'),
  util.format('%j', { a: 1n ? 1 : 0 }),
  util.format('%x %%', 1),
  util.format(1, 2, 'a', { b: 1 }),
  util.format('%c%s', 'css', 'after'),
);
console.log(
  util.inspect('x'.repeat(17000)).length,
  util.inspect(new Set([[1, [2, [3]]]]), { depth: 0 }),
  util.inspect({ a: 1 }, false, 0, false),
);
show(
  new (class Foo {
    get [Symbol.toStringTag]() {
      return 'Bar';
    }
  })(),
);
show(Object.setPrototypeOf({ a: 1 }, null));
show(
  new (function Legacy() {
    this.v = 1;
  })(),
);
show(Object.create(null));
show(new Blob(['abc']));
show(new Headers({ a: 'b' }));
show(new URL('http://a/?b#c').searchParams);
show(new TextDecoder());
show(new AbortController().signal);
show(new Event('x').type);
show(performance.now() > 0);
show(new EventTarget());
