// What `process` is named by where it is shown, and in Node's own warning of a listener leak.
const { inspect } = require('node:util');
console.log(inspect(process, { depth: -1 }), String(process), process.constructor.name);
console.log(process instanceof process.constructor, process instanceof require('node:events'));
process.on('warning', ({ name, message, count, type }) => console.log(name, message, count, type));
for (let n = 0; n < 11; n++) process.on('SIGTERM', () => {});
setTimeout(() => process.removeAllListeners('SIGTERM'), 1);
