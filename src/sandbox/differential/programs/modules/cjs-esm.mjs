// CommonJS and ES modules, as they import each other.
import fs from 'node:fs';
import {
  builtinModules,
  createRequire,
  findPackageJSON,
  isBuiltin,
  register,
  stripTypeScriptTypes,
  syncBuiltinESMExports,
} from 'node:module';
import { pathToFileURL } from 'node:url';

const w = (n, t) => fs.writeFileSync(n, t);
const imp = async (n) => {
  try {
    const m = await import(pathToFileURL(n).href);
    console.log(n, Object.keys(m), m.default);
  } catch (e) {
    console.log(n, e.name, e.code, e.message.split('\n')[0].replaceAll(process.cwd(), 'CWD'));
  }
};
w('a.cjs', 'exports.x = 1; exports.y = () => this; module.exports.z = __filename.length > 0;');
w('b.cjs', 'module.exports = class B {}; module.exports.s = 1');
w('c.mjs', 'export const q = 1; export default function () {} export { q as "str name" }');
w('d.json', '{"a":[1]}');
w('e.cjs', 'module.exports = require("./a.cjs"); exports.lost = 1');
w('f.cjs', 'throw new TypeError("at load")');
w('g.mjs', 'await 0; export let late = 1; late = 2;');
w('h.cjs', 'module.exports = require("./g.mjs")');
w(
  'i.cjs',
  'exports.m = require("./c.mjs").q; exports.tdz = (() => { try { return typeof later; let later; } catch (e) { return e.message } })()',
);
w('j.mts', 'export const typed: number = 5; type X = string; export type { X }');
w('k.mts', 'enum E { A } export { E }');
w('l.mjs', 'import x from "./d.json" with { type: "json" }; export default x');
w('m.mjs', 'import x from "./d.json"');
w('n.cjs', 'exports.a = 1; exports.default = 2; Object.defineProperty(exports, "__esModule", { value: true })');
w('o.mjs', 'export * from "./c.mjs"; export * as ns from "./c.mjs"');
w('p.cjs', 'import("./c.mjs").then(m => console.log("dynamic", m.q))');
w('q.mjs', 'import { nope } from "./a.cjs"');
w('r.js', 'export const detected = true');
w('s.js', 'exports.detected = "cjs"');
w('t.mjs', 'import "./u.mjs"; export const t = 1');
w('u.mjs', 'import { t } from "./t.mjs"; try { t } catch (e) { console.log(e.name, e.message) } export const u = 1');
for (const n of [
  'a.cjs',
  'b.cjs',
  'c.mjs',
  'e.cjs',
  'f.cjs',
  'g.mjs',
  'h.cjs',
  'i.cjs',
  'j.mts',
  'k.mts',
  'l.mjs',
  'm.mjs',
  'n.cjs',
  'o.mjs',
  'p.cjs',
  'q.mjs',
  'r.js',
  's.js',
  't.mjs',
  'missing.mjs',
])
  await imp(n);
const require = createRequire(import.meta.url);
console.log(
  require.resolve('fs'),
  require.cache !== undefined,
  Object.keys(require),
  import.meta.dirname === process.cwd() || 'elsewhere',
  typeof import.meta.resolve,
  import.meta.main,
);
try {
  require.resolve('nope');
} catch (e) {
  console.log(e.code);
}
for (const bad of ['node:nope', 'nopkg', './x', 'http://x/y.mjs', '#imp'])
  await import(bad).catch((e) => console.log(bad, e.code));
console.log(
  (await import('data:text/javascript,export default 5')).default,
  import.meta.resolve('node:fs'),
  stripTypeScriptTypes('const x: number = 1'),
);
