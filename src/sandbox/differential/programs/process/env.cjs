// process.env, .env files, process.chdir.
process.env.A = 1;
process.env.B = undefined;
process.env.C = null;
process.env[''] = 'empty';
console.log(
  process.env.A,
  process.env.B,
  process.env.C,
  'A' in process.env,
  delete process.env.A,
  process.env.A,
  delete process.env.NOPE,
);
try {
  process.env.X = Symbol('s');
} catch (e) {
  console.log(e.name, e.message);
}
try {
  process.env[Symbol('s')] = 'x';
} catch (e) {
  console.log(e.name, e.message);
}
try {
  Object.defineProperty(process.env, 'D', { value: 'x' });
} catch (e) {
  console.log(e.code, e.message);
}
try {
  Object.defineProperty(process.env, 'D', { get() {} });
} catch (e) {
  console.log(e.code, e.message);
}
Object.defineProperty(process.env, 'D', { value: 5, configurable: true, writable: true, enumerable: true });
console.log(process.env.D, Object.getOwnPropertyDescriptor(process.env, 'D'), Object.keys(process.env).includes('D'));
console.log(process.env[Symbol.toPrimitive], Object.prototype.toString.call(process.env));
const fs = require('fs');
fs.writeFileSync(
  '.env-x',
  'K=v\n# c\nQ="a b\\nc"\nS=\'single $x\'\nT=`tick`\nE=\nU=un quoted # tail\nexport V=w\nM="multi\nline"\n',
);
process.loadEnvFile('.env-x');
console.log(['K', 'Q', 'S', 'T', 'E', 'U', 'V', 'M'].map((k) => process.env[k]));
try {
  process.loadEnvFile('.nope');
} catch (e) {
  console.log(e.code, e.syscall, e.message);
}
fs.unlinkSync('.env-x');
try {
  process.chdir('/nope');
} catch (e) {
  console.log(e.code, e.syscall, e.message.replace(process.cwd(), 'CWD'), e.dest);
}
process.chdir('/');
console.log(process.cwd());
