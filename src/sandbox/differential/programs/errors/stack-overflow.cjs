// Running out of stack is an error like others.
function f(n) {
  return n === 0 ? 0 : 1 + f(n + 1);
}
try {
  f(1);
} catch (e) {
  console.log(e instanceof RangeError, e.message);
}
