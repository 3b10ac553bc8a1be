// process.emitWarning and what the process does with warnings.
process.on('warning', (w) => console.log(w.name, w.message, w.code, w.detail));
process.emitWarning('plain');
process.emitWarning('typed', 'MyWarning', 'W001');
process.emitWarning('with detail', { type: 'T', code: 'C', detail: 'more\nlines' });
process.emitWarning('old', 'DeprecationWarning', 'DEP9');
process.emitWarning('old again', 'DeprecationWarning', 'DEP9');
process.emitWarning(new Error('as error'));
try {
  process.emitWarning(1);
} catch (e) {
  console.log(e.code, e.message);
}
require('node:util').deprecate(() => {}, 'do not', 'DEP0X')();
const { EventEmitter } = require('node:events');
const e = new EventEmitter();
for (let i = 0; i < 12; i++) e.on('x', () => {});
