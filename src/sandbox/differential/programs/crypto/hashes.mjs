// Digests, HMAC, key derivation and random values.
import crypto from 'node:crypto';

const tell = (l, f) => {
  try {
    console.log(l, f());
  } catch (e) {
    console.log(l, e.name, e.code, e.message);
  }
};
for (const a of [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha512-256',
  'sha3-256',
  'ripemd160',
  'SHA256',
  'RSA-SHA256',
  'nope',
]) {
  tell(a, () =>
    crypto
      .createHash(a)
      .update('abc')
      .update(Buffer.from([1]))
      .digest('hex'),
  );
  tell(a, () => crypto.createHmac(a, 'key').update('abc').digest('base64url'));
}
tell('hash', () => crypto.hash('sha1', 'x'));
const h = crypto.createHash('sha256');
h.update('a');
const c = h.copy();
h.digest();
tell('again', () => h.update('b'));
tell('copy', () => c.digest('hex').slice(0, 8));
tell('digest twice', () => h.digest());
tell('bad', () => crypto.createHash('sha256').update(5));
tell('enc', () => crypto.createHash('sha1').update('ff', 'hex').digest('latin1').length);
tell('pbkdf2', () => crypto.pbkdf2Sync('pw', 'salt', 10, 20, 'sha512').toString('hex'));
tell('scrypt', () => crypto.scryptSync('pw', 'salt', 16, { N: 16 }).toString('hex'));
tell('hkdf', () => Buffer.from(crypto.hkdfSync('sha256', 'k', 's', 'i', 10)).toString('hex'));
tell('bad N', () => crypto.scryptSync('a', 'b', 1, { N: 3 }));
console.log(
  await new Promise((r) => crypto.pbkdf2('a', 'b', 1, 4, 'sha1', (e, k) => r(k.toString('hex')))),
  await new Promise((r) => crypto.scrypt('a', 'b', 4, (e, k) => r(k.toString('hex')))),
  await new Promise((r) => crypto.randomBytes(4, (e, b) => r(b.length))),
  await new Promise((r) => crypto.randomInt(3, (e, n) => r(n < 3))),
);
tell('random', () => [
  crypto.randomBytes(8).length,
  crypto.randomUUID().length,
  crypto.randomInt(5, 6),
  crypto.randomFillSync(Buffer.alloc(3)).length,
  crypto.getRandomValues(new Uint8Array(2)).length,
  /^[0-9a-f]{8}-[0-9a-f]{4}-4/.test(crypto.randomUUID()),
  /^[0-9a-f-]{36}$/.test(crypto.randomUUIDv7?.() ?? ''),
]);
tell('randomInt', () => crypto.randomInt(5, 5));
tell('tse', () => [
  crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a')),
  crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('b')),
]);
tell('tse len', () => crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('ab')));
tell('big', () => crypto.randomBytes(-1));
tell('hashes', () => crypto.getHashes().includes('sha256'));
console.log(
  Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from('abc'))).toString('hex'),
  crypto.webcrypto === globalThis.crypto,
);
const s = crypto.createHash('md5');
s.on('readable', () => {
  const d = s.read();
  if (d) console.log('stream', d.toString('hex'));
});
s.write('abc');
s.end();
