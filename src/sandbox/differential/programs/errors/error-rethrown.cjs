// The caret of an error that was caught and thrown again.
try {
  JSON.parse('{bad');
} catch (error) {
  error.hint = 'x';
  throw error;
}
