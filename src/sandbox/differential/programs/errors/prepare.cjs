// Error.prepareStackTrace and Error.stackTraceLimit.
Error.stackTraceLimit = 2;
function a() {
  return b();
}
function b() {
  return c();
}
function c() {
  return new Error('limited').stack;
}
console.log(a());
Error.prepareStackTrace = (e, sites) =>
  sites
    .filter((s) => String(s.getFileName()).startsWith('/'))
    .map(
      (s) =>
        `${s.getFunctionName()}:${s.getLineNumber()}:${s.getColumnNumber()} ${s.isToplevel()} ${s.isConstructor()} ${s.getTypeName()}`,
    )
    .join('|');
Error.stackTraceLimit = 4;
console.log(a());
class K {
  constructor() {
    this.s = new Error('k').stack;
  }
  static m() {
    return new Error('m').stack;
  }
  async n() {
    await null;
    return new Error('n').stack;
  }
}
console.log(new K().s);
console.log(K.m());
new K().n().then(console.log);
