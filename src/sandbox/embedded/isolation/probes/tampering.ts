/**
 * A program replaces what the language gives to everybody, while the kernel works: whatever the kernel hands to the replacements is
 * searched for a port, an event or a function of the browser.
 */
import type { Probe } from './probe.ts';

/** `spy(value)` keeps what a hook was given; `hook(owner, key)` replaces a function by one that spies and does its work. */
const SPY = `
const { apply: callAs, ownKeys, getPrototypeOf, getOwnPropertyDescriptor, defineProperty } = Reflect;
const text = Function.prototype.toString;
const tagOf = Object.prototype.toString;
const [hasSeen, addSeen] = [Set.prototype.has, Set.prototype.add];
const seen = new Set();
const queue = [];
const isThing = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';
let spying = true;
const spy = (value) => {
  if (!spying || !isThing(value) || callAs(hasSeen, seen, [value])) return;
  callAs(addSeen, seen, [value]);
  queue[queue.length] = value;
};
const hook = (owner, key) => {
  const descriptor = getOwnPropertyDescriptor(owner, key);
  if (typeof descriptor?.value !== 'function' || !descriptor.configurable) return;
  const original = descriptor.value;
  const spied = function (...args) {
    spy(this);
    for (let i = 0; i < args.length; i++) spy(args[i]);
    const result = new.target ? Reflect.construct(original, args, new.target === spied ? original : new.target) : callAs(original, this, args);
    spy(result);
    return result;
  };
  try { spied.prototype = original.prototype; } catch {}
  defineProperty(owner, key, { ...descriptor, value: spied });
};
const hookAll = (...owners) => { for (const owner of owners) for (const key of ownKeys(owner)) if (key !== 'constructor') hook(owner, key); };
// The global object and its prototypes, which are anybody's: what they had has been taken from them.
const isPrototypeOf = (value) => { for (let at = globalThis; at; at = getPrototypeOf(at)) if (at === value) return true; return false; };
const FORBIDDEN = /^(postMessage|importScripts|fetch|close|start|createObjectURL|readAsText|addEventListener)$/;
const search = () => {
  spying = false;
  const found = new Set();
  for (let at = 0; at < queue.length && at < 200000; at++) {
    const value = queue[at];
    spying = true;
    const tag = callAs(tagOf, value, []);
    if (/MessagePort|MessageEvent|WorkerGlobalScope|FileReader|WorkerNavigator/.test(tag) && !isPrototypeOf(value)) callAs(addSeen, found, [tag]);
    if (typeof value === 'function' && FORBIDDEN.test(value.name) && /native code/.test(callAs(text, value, []))) callAs(addSeen, found, [value.name]);
    for (const key of ownKeys(value)) {
      const descriptor = getOwnPropertyDescriptor(value, key);
      spy(descriptor?.value); spy(descriptor?.get); spy(descriptor?.set);
    }
    spy(getPrototypeOf(value));
    spying = false;
  }
  return [...found];
};
`;

/** The kernel at work: a connection, timers, output, a file, and the questions of a rig on fd 3. */
const WORK = `
const socket = require('node:net').connect(4321);
socket.on('error', () => {}).on('data', () => socket.end()).on('connect', () => socket.write('x'));
const server = require('node:http').createServer((request, response) => response.end('y')).listen(3000, () => {
  require('node:http').get('http://localhost:3000', (response) => response.resume().on('end', () => server.close()));
});
process.stdout.write('');
console.error('printed');
require('node:fs').readFile(__filename, () => {});
try { new (require('node:net').Socket)({ fd: 3 }).on('error', () => {}).destroy(); } catch {}
setImmediate(() => {});
structuredClone({ a: [1] });
require('node:zlib').deflate('x', () => {});
socket.on('close', () => setTimeout(() => { const found = search(); process.stdout.write(JSON.stringify(found) + '\\n', () => process.exit()); }, 30));
`;

const tamper = (name: string, hooks: string): Probe => ({
  name,
  program: `require('node:http'); require('node:zlib');\n${SPY}\n${hooks}\n${WORK}`,
  says: [[]],
});

export const TAMPERING: readonly Probe[] = [
  tamper('Reflect', 'hookAll(Reflect);'),
  tamper(
    'Map, Set and WeakMap',
    'hookAll(Map.prototype, Set.prototype, WeakMap.prototype, WeakSet.prototype, Object.getPrototypeOf(new Map().entries()), Object.getPrototypeOf(new Set().values()));',
  ),
  tamper(
    'Array.prototype and the iterators of arrays',
    'hookAll(Array.prototype, Object.getPrototypeOf([][Symbol.iterator]()));',
  ),
  tamper(
    'Function.prototype: call, apply, bind',
    "for (const key of ['call', 'apply', 'bind']) hook(Function.prototype, key);",
  ),
  tamper(
    'Promise.prototype.then and the statics of Promise',
    'hookAll(Promise.prototype); for (const key of ["resolve", "reject", "all", "withResolvers"]) hook(Promise, key);',
  ),
  tamper(
    'Promise.prototype.constructor, read by every await',
    `defineProperty(Promise.prototype, 'constructor', { get() { spy(this); return Promise; }, configurable: true });`,
  ),
  tamper(
    'Object and JSON',
    'hookAll(JSON); for (const key of ["assign", "entries", "keys", "fromEntries", "defineProperty", "freeze", "create"]) hook(Object, key);',
  ),
  tamper(
    'setters and getters on Object.prototype',
    `for (const key of ['port', 'ports', 'transfer', 'data', 'type', 'fd', 'credit', 'exit', 'pid', 'stdio', 'then', 'signal', 'callback', 'receive'])
      defineProperty(Object.prototype, key, { __proto__: null, get() { spy(this); }, set(value) { spy(this); spy(value); defineProperty(this, key, Object.assign(Object.create(null), { value, writable: true, enumerable: true, configurable: true })); }, configurable: true });`,
  ),
  tamper(
    'typed arrays and buffers',
    'hookAll(Object.getPrototypeOf(Uint8Array.prototype), Uint8Array.prototype, DataView.prototype, ArrayBuffer.prototype, Buffer.prototype);',
  ),
  tamper(
    'Symbol.iterator and Symbol.species',
    `
    for (const kind of [Array, Map, Set, Promise, ArrayBuffer, Object.getPrototypeOf(Uint8Array)])
      defineProperty(kind, Symbol.species, { get() { spy(this); return this; }, configurable: true });
    hook(String.prototype, Symbol.iterator); hook(Map.prototype, Symbol.iterator); hook(Object.getPrototypeOf((function* () {})()).constructor.prototype, 'next');`,
  ),
  tamper(
    'Event, EventTarget and AbortSignal',
    'hookAll(Event.prototype, EventTarget.prototype, AbortSignal.prototype, MessagePort.prototype);',
  ),
  tamper(
    'String.prototype, RegExp.prototype and Symbol',
    'hookAll(RegExp.prototype); for (const key of ["split", "slice", "replace", "startsWith", "includes"]) hook(String.prototype, key);',
  ),
];
