/**
 * Run by the pinned Node with `--expose-internals --no-warnings`: prints, as JSON, the library's sources and the plain
 * data that its bindings carry, so that the embedded runtime needs no hand-written table of either.
 */
'use strict';
const { internalBinding } = require('internal/test/binding');
const { builtinModules } = require('node:module');

const onlyData = (object) =>
  Object.fromEntries(
    Object.entries(object).filter(([, value]) => ['number', 'string', 'boolean'].includes(typeof value)),
  );

/** With the names that are not enumerable. */
const withHidden = (object) =>
  Object.fromEntries(Object.getOwnPropertyNames(object).map((name) => [name, object[name]]));

/** What a module exports, one word a name: used to build modules that load but refuse to work. */
function shapeOf(id) {
  const shape = {};
  const module = require(builtinModules.includes(id) ? id : `node:${id}`);
  for (const [name, value] of Object.entries(module)) {
    if (typeof value !== 'function') shape[name] = isPlain(value) ? { value } : 'object';
    else
      shape[name] =
        /^class\b/.test(Function.prototype.toString.call(value)) || /^[A-Z]/.test(name) ? 'class' : 'function';
  }
  return shape;
}

function isPlain(value) {
  return value === null || value === undefined || ['number', 'string', 'boolean'].includes(typeof value);
}

const uv = internalBinding('uv');
const builtins = internalBinding('builtins');
const facts = {
  version: process.version,
  versions: process.versions,
  release: process.release,
  arch: process.arch,
  config: builtins.config,
  builtinIds: builtins.builtinIds,
  sources: builtins.natives,
  constants: internalBinding('constants'),
  uv: { numbers: onlyData(uv), errors: [...uv.getErrorMap()] },
  options: internalBinding('options').getCLIOptionsValues(),
  bindings: {
    config: onlyData(internalBinding('config')),
    util: internalBinding('util').constants,
    errors: internalBinding('errors').exitCodes,
    async_wrap: internalBinding('async_wrap').constants,
    performance: withHidden(internalBinding('performance').constants),
  },
  providers: internalBinding('async_wrap').Providers,
  privateSymbols: Object.keys(internalBinding('util').privateSymbols),
  symbols: Object.keys(internalBinding('symbols')),
  shapes: Object.fromEntries(process.argv.slice(2).map((id) => [id, shapeOf(id)])),
  builtinModules,
};
process.stdout.write(JSON.stringify(facts));
