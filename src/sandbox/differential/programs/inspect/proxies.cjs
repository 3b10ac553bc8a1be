// util.inspect of proxies.
const util = require('node:util');
const show = (x, o) => console.log(util.inspect(x, o));
const target = { a: 1, nested: { b: 2 } };
const traps = {
  get(t, k) {
    console.log('get trap', String(k));
    return Reflect.get(t, k);
  },
  ownKeys(t) {
    console.log('ownKeys trap');
    return Reflect.ownKeys(t);
  },
};
const p = new Proxy(target, traps);
show(p);
show(p, { showProxy: true });
show(p, { showProxy: 1 });
show(new Proxy(p, {}));
show(new Proxy(p, {}), { showProxy: true });
show(new Proxy(function f() {}, {}));
show(new Proxy([1, 2, 3], {}));
show(new Proxy(new Map([[1, 2]]), {}));
const { proxy, revoke } = Proxy.revocable({ x: 1 }, {});
show(proxy);
revoke();
show(proxy);
show(proxy, { showProxy: true });
console.log(util.types.isProxy(p), util.types.isProxy({}), util.isDeepStrictEqual(p, target));
class K {
  #x = 1;
  static has(o) {
    return #x in o;
  }
}
console.log(K.has(new Proxy(new K(), {})));
console.log(Proxy.name, Proxy.length, Proxy, typeof Proxy.revocable, Proxy.prototype);
try {
  Proxy({}, {});
} catch (e) {
  console.log(e.name, e.message);
}
try {
  new Proxy(1, {});
} catch (e) {
  console.log(e.name, e.message);
}
show(class X extends K {});
console.log(`${Object.prototype.toString.call(p)}`, Array.isArray(new Proxy([], {})));
console.log('%o', p);
console.log([p], { p });
