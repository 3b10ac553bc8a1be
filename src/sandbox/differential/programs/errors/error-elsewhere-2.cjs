// The caret of an error that another function made.
function make() {
  return Object.assign(new TypeError('from make'), { code: 'E_X', extra: { deep: [1, 2] } });
}
function go() {
  const error = make();
  if (Math.random() < 2) throw error;
}
go();
