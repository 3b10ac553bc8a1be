/** Programs that must behave alike on native Node and on our modules. */
import type { TestProgram } from './compare.ts';

const cat = (name: string, source: string): TestProgram => ({
  entry: `/app/${name}`,
  files: { [`/app/${name}`]: source },
});
const app = (source: string, others: Record<string, string> = {}, more: Partial<TestProgram> = {}): TestProgram => ({
  files: {
    '/app/server.ts': source,
    ...Object.fromEntries(
      Object.entries(others).map(([name, text]) => [name.startsWith('/') ? name : `/app/${name}`, text]),
    ),
  },
  ...more,
});

export const PROGRAMS: Readonly<Record<string, TestProgram>> = {
  // ES modules: bindings
  'live bindings': app(`import { n, inc } from './n.ts'; console.log(n); inc(); console.log(n);`, {
    'n.ts': 'export let n: number = 1; export const inc = () => { n++; };',
  }),
  'default exports': app(
    `import f from './f.ts'; import g from './g.ts'; import C from './c.ts'; import v from './v.ts'; import h from './h.ts'; import p from './p.ts';
console.log(f.name, f(), g.name, C.name, v, h.name, new C() instanceof C, p.name);`,
    {
      'f.ts': 'export default function () { return 1 }',
      'g.ts': 'export default () => 2',
      'c.ts': 'export default class {}',
      'v.ts': 'export default 1 + 2;',
      'h.ts': 'export default function named() {}',
      'p.ts': 'export default (class {})',
    },
  ),
  'export star and namespaces': app(
    `import * as all from './all.ts'; import { inner } from './all.ts';
console.log(Object.keys(all), inner.a, all.a, 'a' in all, typeof all, Object.prototype.toString.call(all));
console.log(all);`,
    {
      'all.ts': `export * from './a.ts'; export * from './b.ts'; export * as inner from './a.ts'; export { b as renamed, default as d } from './b.ts';`,
      'a.ts': 'export const a = 1; export const both = 1; export default 9;',
      'b.ts': 'export const b = 2; export const both = 2; export default 8;',
    },
  ),
  'function hoisting across a cycle': app(`import { even } from './even.ts'; console.log(even(10));`, {
    'even.ts': `import { odd } from './odd.ts'; export function even(n: number): boolean { return n === 0 || odd(n - 1); }`,
    'odd.ts': `import { even } from './even.ts'; export function odd(n: number): boolean { return n !== 0 && even(n - 1); } console.log('odd', even(4));`,
  }),
  'TDZ in a cycle': app(`import './a.ts';`, {
    'a.ts': `import { b } from './b.ts'; export const a = 1; console.log(b);`,
    'b.ts': `import { a } from './a.ts';\nexport const b = 2;\ntry { console.log(a); } catch (error) { console.log(String(error)); }\nconsole.log(typeof (() => a));`,
  }),
  'uncaught TDZ in a cycle': app(`import './a.ts';`, {
    'a.ts': `import './b.ts'; export class A {}`,
    'b.ts': `import { A } from './a.ts';\nfunction start() {\n  A.name;\n}\nstart();`,
  }),
  'namespace in a cycle': app(`import './a.ts';`, {
    'a.ts': `import * as b from './b.ts'; export const a = 1; export default 3; console.log(b.read());`,
    'b.ts': `import * as a from './a.ts'; export const read = () => [Object.keys(a), a.a, a.default];`,
  }),
  'assigning to an import': app(
    `import { x } from './x.ts';\ntry { (x as number) = 2; } catch (error) { console.log(String(error)); }`,
    {
      'x.ts': 'export const x = 1;',
    },
  ),
  'assigning to a live import': app(
    `import { x } from './x.ts';\ntry { x = 2; } catch (error) { console.log(String(error)); }\ntry { x++; } catch (error) { console.log(String(error)); }\ntry { [x] = [1]; } catch (error) { console.log(String(error)); }\ntry { ({ x } = { x: 1 }); } catch (error) { console.log(String(error)); }`,
    { 'x.ts': 'export let x = 1; export const set = () => { x = 3 };' },
  ),
  'deleting from a namespace': app(
    `import * as x from './x.ts';\nfor (const f of [() => { delete (x as any).a }]) try { f(); } catch (error) { console.log(String(error)); }`,
    { 'x.ts': 'export const a = 1;' },
  ),
  'live imports in every position': app(
    `import { n, f, bump } from './n.ts';
const o = { n, f, m: n, ['k' + n]: n }; bump();
const g = ({ a = n, [n]: b = f() } = {}, ...rest) => [a, b, rest, n];
class K extends (n ? Object : Array) { [n] = n; static s = n; n = n; m(n) { return n } get f() { return f() } }
label: for (const n of [7]) { console.log(n); break label }
{ const n = 'inner'; console.log(n); function f() { return 'hoisted' } console.log(f()) }
try { throw 1 } catch (n) { console.log(n) }
switch (n) { case n: { let n = 'switch'; console.log(n) } }
console.log(o, g(), new K(), K.s, new K().m(1), new K().f, f\`t\`, typeof n, n ? \`\${n}\` : 0, f?.(), [...f()], (function n() { return typeof n })());
for (var i = 0, n2 = n; i < 1; i++) console.log(n2);
const { n: q = n } = { n: undefined }; console.log(q); const h = async (n) => await n; console.log(await h(n));
export { n as again, f };`,
    {
      'n.ts': `export let n = 1; export const bump = () => { n++ }; export let f = function (this: any) { return 'f' + (this === undefined) }; if (false) f = f;`,
    },
  ),
  'calls do not pass a this': app(
    `import { who } from './w.cjs'; import w from './w.cjs'; console.log(who(), w.who() === w);`,
    {
      'w.cjs': `'use strict'; exports.who = function () { return this };`,
    },
  ),
  'strict mode, no this': app(
    `console.log(this); try { undeclared = 1 } catch (e) { console.log(String(e)) } console.log((function () { return this })()); export {}`,
  ),
  'import.meta': app(
    `const { meta } = await import('./m.ts'); console.log(import.meta.url, import.meta.filename, import.meta.dirname, import.meta.main, meta.main, Object.keys(import.meta), import.meta.resolve('./x.ts'), import.meta.resolve('node:fs'), import.meta === import.meta);`,
    { 'm.ts': 'export const meta = import.meta;' },
  ),
  'top-level await order': app(`console.log('main'); import './a.ts'; import './b.ts'; import './c.ts';`, {
    'a.ts': `console.log('a1'); await null; console.log('a2'); await new Promise((r) => setTimeout(r, 5)); console.log('a3');`,
    'b.ts': `console.log('b1'); await 1; console.log('b2'); export {}`,
    'c.ts': `console.log('c'); import './d.ts';`,
    'd.ts': `console.log('d'); for await (const x of [1, 2]) console.log(x);`,
  }),
  'top-level await in a cycle': app(`import { a } from './a.ts'; console.log('main', a);`, {
    'a.ts': `import { b } from './b.ts'; export const a = await Promise.resolve(b + 1); console.log('a');`,
    'b.ts': `import './a.ts'; export const b = await Promise.resolve(1); console.log('b');`,
  }),
  'top-level await that rejects': app(`import './a.ts'; console.log('never');`, {
    'a.ts': `await null;\nawait Promise.reject(new TypeError('no'));`,
  }),
  'microtasks around evaluation': app(
    `import './a.ts'; console.log('main'); process.nextTick(() => console.log('tick')); queueMicrotask(() => console.log('micro')); setTimeout(() => console.log('timer'), 0);`,
    { 'a.ts': `queueMicrotask(() => console.log('micro a')); console.log('a'); export {}` },
  ),
  'dynamic import': app(
    `const x = await import('./x.ts'); console.log(x, x === (await import('./x.ts')));
for (const s of ['./none.ts', 'nothere', './x', '#q', 'node:nope']) await import(s).catch((e) => console.log(e.code, e.message));
import(Symbol() as any).catch((e) => console.log(String(e)));`,
    { 'x.ts': 'export const a = 1;' },
  ),
  'an import that fails twice': app(
    `for (let i = 0; i < 2; i++) await import('./x.ts').catch((e) => console.log(e.message)); console.log((globalThis as any).count);`,
    { 'x.ts': `(globalThis as any).count = ((globalThis as any).count ?? 0) + 1; throw new Error('once');` },
  ),
  'JSON imports': app(
    `import data from './d.json' with { type: 'json' }; import * as ns from './d.json' with { type: 'json' }; console.log(data, ns); await import('./d.json').catch((e) => console.log(e.code, e.message)); const { default: again } = await import('./d.json', { with: { type: 'json' } }); console.log(again === data);`,
    {
      'd.json': '{"a":[1,2]}',
    },
  ),
  'bad JSON': app(`import './d.json' with { type: 'json' };`, { 'd.json': '{"a":}' }),
  'builtin imports': app(
    `import fs, { readFileSync } from 'fs'; import * as path from 'node:path'; import { EventEmitter, once } from 'events'; console.log(fs.readFileSync === readFileSync, path.join('a', 'b'), typeof path.default, new EventEmitter() instanceof EventEmitter, typeof once);`,
  ),
  'nested functions await and yield': app(
    `async function* g() { yield* [1, 2]; await null; yield 3 } for await (const x of g()) console.log(x); const o = { async m() { return await 4 }, *n() { yield 5 } }; console.log(await o.m(), [...o.n()]);`,
  ),
  'exports in every form': app(
    `import * as e from './e.ts'; console.log(e); import d, { "string name" as s } from './e.ts'; console.log(d, s);`,
    {
      'e.ts': `export const { a, b: [c = 3, ...d], ...rest } = { a: 1, b: [undefined, 2], z: 26 } as any;\nexport var v = 1, w;\nexport let l = 'l';\nexport function f() {}\nexport async function af() {}\nexport function* gf() {}\nexport class K {}\nconst hidden = 5; export { hidden as "string name", hidden as default };`,
    },
  ),
  'statements without semicolons': app(
    `import a from './a.ts'\n[1].forEach((x) => console.log(x))\nexport const b = a\n;(0, console.log)(b)\nimport './a.ts'\n\`x\`\nexport { b as c }\n(function () { console.log('iife') })()`,
    {
      'a.ts': `export default 1\n;[2].map(String)`,
    },
  ),
  'hashbang and comments': app(
    `#!/usr/bin/env node\n// a comment\n/* export const x */ import /* here */ { a } from /* there */ './a.ts' // end\nconsole.log(a) // last`,
    { 'a.ts': 'export /*!*/ const a = 1 // the end' },
  ),
  // TypeScript
  'types of every kind': app(
    `import type { T } from './t.ts'; import { type U, value } from './t.ts'; export type { T } from './t.ts';
interface I { a: number } type A = I | string; declare const later: number; abstract class B<T> { abstract m(): T; protected readonly x: number = 1; private static y?: string; constructor(readonly?: unknown) {} }
class C extends B<number> implements I { a = 1; declare z: string; override m(): number { return this.a! } [key: string]: unknown }
function over(a: string): string; function over(a: number): number; function over(a: any) { return a as unknown as string }
const gen = <X,>(x: X): X => x; console.log(gen<number>(1), over('o'), new C().m(), value satisfies unknown, (<T,>(y: T) => y)('z'));
function guard(this: void, x: unknown): x is string { return typeof x === 'string' } console.log(guard('s')); let late!: number; late = 3; console.log(late as number);`,
    { 't.ts': 'export type T = number; export interface U {} export const value = 5;' },
  ),
  'enum is refused': app(`console.log('before');\nenum Color { Red }\n`),
  'parameter property is refused': app(`class A {\n  constructor(private readonly x: number) {}\n}\nexport {}`),
  'namespace is refused': app(`export {}\nnamespace N {\n  export const x = 1;\n}\n`),
  'import equals is refused': app(`import fs = require('node:fs');\nconsole.log(fs);`),
  'a type imported as a value': app(`import { T } from './t.ts';\nconst x: T = 1;\nconsole.log(x);`, {
    't.ts': 'export type T = number;',
  }),
  'CommonJS TypeScript': cat(
    'server.cts',
    `const fs = require('node:fs') as typeof import('node:fs');\nconst n: number = 1;\nmodule.exports = { n };\nconsole.log(n, typeof fs.readFileSync, __filename, require.main === module);`,
  ),
  'ambiguous TypeScript without module syntax': app(
    `const x: number = 1; console.log(x, typeof require, this === module.exports);`,
  ),
  'ambiguous TypeScript with await': app(`const x: number = await Promise.resolve(1); console.log(x, typeof require);`),
  'stack in TypeScript': app(
    `import { fail } from './fail.ts';\n\nfunction outer(): void {\n  fail('deep');\n}\nouter();`,
    {
      'fail.ts': `export function fail(message: string): never {\n  const error: Error = new RangeError(message);\n  throw error;\n}`,
    },
  ),
  'stack on the first line': app(`export const f = (): void => { throw new Error('first line') }; f();`),
  'stack of anonymous functions': app(
    `const list = [1];\nlist.forEach(() => {\n  throw new Error('in forEach');\n});\nexport {}`,
  ),
  'stack of methods': app(
    `class Room {\n  #n = 1;\n  join() { return this.#check() }\n  #check() { throw new Error('full') }\n  static make() { return new Room() }\n}\ntry { Room.make().join() } catch (e) { console.log((e as Error).stack?.split('\\n').slice(0, 4).join('|').replaceAll(/file:\\/\\/[^)]*\\/app/g, '')) }\nexport {}`,
  ),
  'stack after an await': app(
    `async function later() {\n  await null;\n  throw new Error('later');\n}\nawait later();`,
  ),
  'calling an import that is no function': app(`import { x } from './x.ts';\nx();`, {
    'x.ts': 'export const x: any = 1;',
  }),
  'reading a property of undefined': app(`const o: any = {};\nconsole.log(o.a.b);\nexport {}`),
  'a thrown value': app(`export {}\nthrow { code: 1 };`),
  // Syntax errors
  'a syntax error in an ES module': cat('server.mjs', `import fs from 'node:fs';\nconst a = 1;\nconst b = ;\n`),
  'a syntax error in CommonJS': cat('server.cjs', `const a = 1;\nfunction f( {\n`),
  'a redeclaration': cat('server.mjs', `let a = 1;\nlet a = 2;\n`),
  'an unexpected identifier': cat('server.mjs', `export const a = 1;\nconst b = a c;\n`),
  'import in CommonJS': cat('server.cjs', `import fs from 'node:fs';\nconsole.log(1);`),
  'await in a function that is not async': cat('server.mjs', `export function f() {\n  await 1;\n}\n`),
  // Linking errors
  'a missing export': app(`import fs from 'node:fs';\nimport { missing } from './x.ts';`, {
    'x.ts': 'export const x = 1;',
  }),
  'a missing export of CommonJS': app(`import { missing } from './x.cjs';`, { 'x.cjs': 'exports.x = 1;' }),
  'a missing default export': app(`import x from './x.ts';`, { 'x.ts': 'export const x = 1;' }),
  'an ambiguous export': app(`import { a } from './all.ts';`, {
    'all.ts': `export * from './a.ts'; export * from './b.ts';`,
    'a.ts': 'export const a = 1;',
    'b.ts': 'export const a = 2;',
  }),
  'a missing module': app(`import './none.ts';`),
  'a missing package': app(`import nope from 'nope';`),
  'a directory import': app(`import './dir';`, { 'dir/index.ts': '' }),
  'an extension left out': app(`import './x';`, { 'x.ts': '' }),
  'require in an ES module': app(`import fs from 'node:fs';\nrequire('fs');`),
  // CommonJS
  'a cycle in CommonJS': {
    entry: '/app/main.js',
    files: {
      '/app/main.js': `const a = require('./a'); console.log(a);`,
      '/app/a.js': `exports.early = 1; const b = require('./b.js'); exports.late = b.seen;`,
      '/app/b.js': `exports.seen = { ...require('./a') };`,
    },
  },
  'module and require': {
    entry: '/app/main.js',
    files: {
      '/app/main.js': `const m = require('./lib'); console.log(m, require.main === module, module.children.map((c) => c.id), module.paths.includes('/node_modules'), module.id, module.loaded, Object.keys(require.cache), require.resolve('./lib'), module.parent, typeof require.extensions['.js']); console.log(require('./d'), require('node:path') === require('path')); delete require.cache[require.resolve('./lib')]; console.log(require('./lib') === m); console.log(__filename, __dirname, this === exports, arguments.length);`,
      '/app/lib/index.js': `module.exports = { parent: module.parent?.filename, name: __filename };`,
      '/app/d.json': '{"d":1}',
    },
  },
  'a missing module in CommonJS': {
    entry: '/app/main.js',
    files: { '/app/main.js': `require('./a');`, '/app/a.js': `const x = 1;\nrequire('./nope');` },
  },
  'bad JSON in CommonJS': {
    entry: '/app/main.js',
    files: {
      '/app/main.js': `try { require('./d') } catch (e) { console.log(e.name, e.message) }`,
      '/app/d.json': '{',
    },
  },
  'an error in CommonJS': {
    entry: '/app/main.js',
    files: { '/app/main.js': `require('./a');`, '/app/a.js': `function f() { throw new TypeError('cjs') }\nf();` },
  },
  'import() in CommonJS': {
    entry: '/app/main.js',
    files: {
      '/app/main.js': `import('./x.mjs').then((x) => console.log(x, x.default)); /* import( */ const s = "import('y')"; console.log(s);`,
      '/app/x.mjs': `export default 1; export const y = 2;`,
    },
  },
  'require of an ES module': {
    entry: '/app/main.cjs',
    files: {
      '/app/main.cjs': `console.log(require('./x.mjs'), require('./y.mjs'), require('./z.mjs')); try { require('./tla.mjs') } catch (e) { console.log(e.code) }`,
      '/app/x.mjs': `export default 1; export const y = 2;`,
      '/app/y.mjs': `export const only = 'named';`,
      '/app/z.mjs': `const f = () => 1; export { f as 'module.exports' };`,
      '/app/tla.mjs': `await 1; export {}`,
    },
  },
  'named imports from CommonJS': app(
    `import d, { a, b, __esModule as es } from './x.cjs'; import * as ns from './x.cjs'; import { again } from './re.cjs'; console.log(a, b, es, d, ns, again);`,
    {
      'x.cjs': `Object.defineProperty(exports, '__esModule', { value: true }); exports.a = 1; exports.b = function b() {}; exports['c'] = 3; exports.default = 'd';`,
      're.cjs': `module.exports = require('./y.cjs');`,
      'y.cjs': `exports.again = 'y';`,
    },
  ),
  createRequire: app(
    `import { createRequire, builtinModules, isBuiltin } from 'node:module'; const require = createRequire(import.meta.url); console.log(require('./x.cjs'), isBuiltin('fs'), builtinModules.includes('http'));`,
    { 'x.cjs': 'module.exports = 42;' },
  ),
  'type: module': {
    entry: '/app/main.js',
    files: {
      '/app/package.json': '{"type":"module"}',
      '/app/main.js': `import './x.js'; console.log(typeof require);`,
      '/app/x.js': `export {}; console.log('x', import.meta.url.slice(-5));`,
    },
  },
  'type: commonjs with import': {
    entry: '/app/main.js',
    files: { '/app/package.json': '{"type":"commonjs"}', '/app/main.js': `import './x.js';` },
  },
  // Packages
  'package exports': app(
    `import a from 'p'; import b from 'p/sub'; import c from 'p/dir/x.js'; import { createRequire } from 'node:module'; console.log(a, b, c, createRequire(import.meta.url)('p')); for (const s of ['p/hidden', 'p/package.json', 'p/null', 'q/none', '@s/n']) await import(s).catch((e) => console.log(e.code, e.message.replaceAll(/\\/tmp\\/[^/]*\\/root/g, '')));`,
    {
      '/node_modules/p/package.json': `{"name":"p","exports":{".":{"browser":"./no.js","import":"./i.mjs","require":"./r.cjs"},"./sub":{"node":"./n.cjs","default":"./no.js"},"./dir/*":"./d/*","./null":null}}`,
      '/node_modules/p/i.mjs': `import self from 'p/sub'; export default 'import ' + self;`,
      '/node_modules/p/r.cjs': `module.exports = 'require';`,
      '/node_modules/p/n.cjs': `module.exports = 'node';`,
      '/node_modules/p/d/x.js': `module.exports = 'pattern';`,
      '/node_modules/q/package.json': `{"name":"q","main":"lib"}`,
      '/node_modules/q/lib/index.js': `module.exports = 'q';`,
    },
  ),
  'package main, module and imports': app(
    `import q from 'q'; import r from 'r'; import inner from '#inner'; console.log(q, r, inner); await import('#none').catch((e) => console.log(e.code));`,
    {
      '/app/package.json': `{"name":"me","type":"module","imports":{"#inner":"./inner.ts","#r":"r"}}`,
      'inner.ts': `import r from '#r'; export default 'inner ' + r;`,
      '/node_modules/q/package.json': `{"name":"q","main":"lib","module":"no.mjs","browser":"no.js"}`,
      '/node_modules/q/lib/index.js': `module.exports = 'q';`,
      '/node_modules/r/index.js': `module.exports = 'r';`,
    },
  ),
  'ws in ES modules': app(
    `import { WebSocketServer, WebSocket, Receiver } from 'ws'; import ws from 'ws'; console.log(typeof WebSocketServer, WebSocket === ws, typeof Receiver, WebSocket.OPEN);
const server = new WebSocketServer({ port: 0 }, () => { const socket = new WebSocket('ws://127.0.0.1:' + (server.address() as any).port); socket.on('open', () => socket.send('hello')); socket.on('message', (data, isBinary) => { console.log(String(data), isBinary); socket.close(4001, 'done'); }); socket.on('close', (code, reason) => { console.log(code, String(reason)); server.close(); }); });
server.on('connection', (socket) => socket.on('message', (data) => socket.send('echo ' + data)));`,
    {},
    { packages: ['ws'] },
  ),
  'ws in CommonJS': {
    entry: '/app/main.js',
    files: {
      '/app/main.js': `const WebSocket = require('ws'); console.log(Object.keys(WebSocket), require('ws').Receiver.name, require.resolve('ws').split('/node_modules/')[1]);`,
    },
    packages: ['ws'],
  },
  'express in ES modules': app(
    `import express, { Router, json, type Request } from 'express'; const app = express(); app.use(json()); app.get('/hi/:name', (req: Request, res) => { res.json({ hi: req.params.name }) }); app.use('/r', Router().get('/', (_q, s) => { s.status(201).send('made') }));
const server = app.listen(0, async () => { const at = 'http://127.0.0.1:' + (server.address() as any).port; console.log(await (await fetch(at + '/hi/you')).json(), (await fetch(at + '/r')).status, (await fetch(at + '/none')).status); server.closeAllConnections(); server.close(); });`,
    {},
    { packages: ['express'] },
  ),
};
