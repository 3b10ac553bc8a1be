// The caret of an error that was made elsewhere and thrown from a timer.
const made = new Error('made on line 1');

function thrower() {
  throw made;
}
setTimeout(thrower, 1);
