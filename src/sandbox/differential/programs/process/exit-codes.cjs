// process.exitCode: what it takes, and what becomes of it.
console.log(process.exitCode);
for (const bad of [1.5, 'x', {}, true, NaN, Infinity]) {
  try {
    process.exitCode = bad;
    console.log('took', bad);
  } catch (e) {
    console.log(e.code, e.message);
  }
}
process.exitCode = '12';
console.log(process.exitCode, typeof process.exitCode);
try {
  process.exit('abc');
} catch (e) {
  console.log(e.code, e.message);
}
process.on('exit', (c) => {
  console.log(c, process.exitCode);
  process.exitCode = 300;
});
