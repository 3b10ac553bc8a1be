// The caret in a long line.
const data = { a: 1 }; /* padding */
const fn = () => {
  return data.missing.property;
}; /* more padding here to make the line long enough that it might be cut */
fn();
