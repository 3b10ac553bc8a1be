// MessageChannel and structuredClone.
const { port1, port2 } = new MessageChannel();
port1.on('message', (m) => {
  console.log('on', m);
});
port2.postMessage({ a: 1, m: new Map([[1, { x: new Date(0) }]]), b: Buffer.from('x') });
port2.onmessage = (e) => {
  console.log(e.constructor.name, e.data, e.target === port2, e.ports);
  port1.close();
};
port1.on('close', () => console.log('closed 1'));
port2.on('close', () => console.log('closed 2'));
setTimeout(() => port1.postMessage('hello'), 5);
console.log(port1.constructor.name, port1 instanceof EventTarget, port1.hasRef?.());
const ab = new ArrayBuffer(8);
const copy = structuredClone(ab, { transfer: [ab] });
console.log(ab.byteLength, copy.byteLength, ab.detached);
console.log(
  structuredClone(new Error('e', { cause: 1 })).message,
  structuredClone({ u: undefined, n: NaN, r: /x/g, big: 1n, s: new Set([1]) }),
);
for (const bad of [() => {}, Symbol('s'), { f() {} }, new WeakMap(), Promise.resolve()]) {
  try {
    structuredClone(bad);
  } catch (e) {
    console.log(e.name, e.code, e.message, e instanceof DOMException);
  }
}
try {
  structuredClone();
} catch (e) {
  console.log(e.name, e.code, e.message);
}
class K {
  x = 1;
  get y() {
    return 2;
  }
}
console.log(structuredClone(new K()), structuredClone(new K()) instanceof K);
const cyc = {};
cyc.self = cyc;
console.log(structuredClone(cyc));
console.log(structuredClone([1, , 3]), structuredClone(Object(1n)), structuredClone(new Uint16Array([1, 2])));
