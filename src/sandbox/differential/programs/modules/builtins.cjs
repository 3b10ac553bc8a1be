// Every builtin module can be loaded, with the same names in it (console has some of V8's inspector's).
process.emitWarning = () => {};
const { builtinModules, isBuiltin, createRequire, findPackageJSON } = require('node:module');
console.log(
  builtinModules.length,
  isBuiltin('node:fs'),
  isBuiltin('fs/promises'),
  isBuiltin('wss'),
  isBuiltin('node:test'),
  isBuiltin('test'),
);
for (const id of builtinModules) {
  if (id === 'console') continue;
  const m = require(id);
  console.log(id, typeof m, Object.keys(m).sort().join(' '));
}
