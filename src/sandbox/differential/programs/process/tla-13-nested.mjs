// A top-level await inside an expression that never settles.
process.on('beforeExit', (code) => console.log('beforeExit', code));
async function f() {
  await new Promise(() => {});
}
if (true) {
  const x = [1, await f()];
}
