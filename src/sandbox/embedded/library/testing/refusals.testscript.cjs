// Run in the tab: which functions of each builtin module refuse. A refusing one is made by unsupported-error.ts.
'use strict';
const { builtinModules } = require('node:module');
process.emitWarning = () => {};
const refuses = (value) =>
  typeof value === 'function' && Function.prototype.toString.call(value).includes('SandboxUnsupportedError');
const told = {};
for (const id of builtinModules) {
  const exported = require(id);
  // Getters warn or load what nobody asked for.
  const functions = Object.entries(Object.getOwnPropertyDescriptors(exported)).filter(
    ([, { value }]) => typeof value === 'function',
  );
  const refused = functions.filter(([, { value }]) => refuses(value)).map(([name]) => name);
  told[id] = { functions: functions.length, refused: refused.sort() };
}
process.stdout.write(JSON.stringify(told));
