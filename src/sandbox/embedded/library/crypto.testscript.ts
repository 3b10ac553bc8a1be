/**
 * Runs under `node --expose-internals`, so that our module has Node's own validators, errors and streams beneath it,
 * and prints what each case gives on ours and on Node's: lines of JSON `{ name, ours, native }`.
 */
import nativeCrypto from 'node:crypto';
import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { detachedKernel } from '../bindings/testing.ts';
import { createCryptoModule } from './crypto.ts';

const require = createRequire(import.meta.url);
type Name =
  | 'createHash'
  | 'createHmac'
  | 'getHashes'
  | 'hash'
  | 'hkdf'
  | 'hkdfSync'
  | 'pbkdf2'
  | 'pbkdf2Sync'
  | 'randomBytes'
  | 'randomFill'
  | 'randomFillSync'
  | 'randomInt'
  | 'randomUUID'
  | 'randomUUIDv7'
  | 'scrypt'
  | 'scryptSync'
  | 'timingSafeEqual';
type Crypto = Record<Name, (...args: unknown[]) => unknown>;
const ours = createCryptoModule({ ...detachedKernel(), requireBuiltin: (id) => require(id) }) as unknown as Crypto;
const native = nativeCrypto as unknown as Crypto;

interface Digest extends NodeJS.ReadWriteStream {
  update(data: unknown, encoding?: string): Digest;
  digest(encoding?: string): unknown;
  copy(): Digest;
}
const hashOf = (crypto: Crypto, ...args: unknown[]) => crypto.createHash(...args) as Digest;
const hmacOf = (crypto: Crypto, ...args: unknown[]) => crypto.createHmac(...args) as Digest;

function plain(value: unknown): unknown {
  if (value instanceof Error) {
    const { name, message, code, ...rest } = value as Error & { code?: string };
    return { name, message, code, ...rest, opensslErrorStack: undefined };
  }
  return inspect(value);
}

async function print(name: string, run: (crypto: Crypto) => unknown): Promise<void> {
  const outcome = async (crypto: Crypto) => {
    try {
      return plain(await run(crypto));
    } catch (error) {
      return plain(error);
    }
  };
  console.log(JSON.stringify({ name, ours: await outcome(ours), native: await outcome(native) }));
}

const TEXTS = ['', 'abc', 'zażółć 😀', 'x'.repeat(1000)];
for (const digest of ours.getHashes() as string[]) {
  for (const text of TEXTS) {
    await print(`${digest} of ${text.length} characters`, (crypto) =>
      hashOf(crypto, digest).update(text).digest('hex'),
    );
  }
  await print(`hmac ${digest}`, (crypto) => hmacOf(crypto, digest, 'key').update('data').digest('base64'));
  await print(`hkdf ${digest}`, (crypto) => crypto.hkdfSync(digest, 'key', 'salt', 'info', 70));
  await print(`pbkdf2 ${digest}`, (crypto) => crypto.pbkdf2Sync('password', 'salt', 3, 70, digest));
}

/** Each is called with a module; what it returns, or throws, is compared. */
const CASES: Record<string, (crypto: Crypto) => unknown> = {
  'letter case of a name': (c) => hashOf(c, 'Sha-256').digest('hex'),
  'an unknown digest': (c) => hashOf(c, 'nope'),
  'a digest that is no string': (c) => hashOf(c, 5),
  'hash: pieces and encodings': (c) =>
    hashOf(c, 'sha1')
      .update('616263', 'hex')
      .update(Buffer.from('d'))
      .update('ZQ==', 'base64')
      .update('é', 'latin1')
      .digest('base64url'),
  'hash: odd hex': (c) => hashOf(c, 'sha1').update('616', 'hex'),
  'hash: views': (c) =>
    hashOf(c, 'sha1')
      .update(new Uint16Array([1, 2]))
      .update(new DataView(new ArrayBuffer(3)))
      .digest('hex'),
  'hash: data of a wrong type': (c) => hashOf(c, 'sha1').update(5),
  'hash: no data': (c) => hashOf(c, 'sha1').update(undefined),
  'hash: a Buffer': (c) => hashOf(c, 'sha1').digest(),
  'hash: an encoding that is none': (c) => hashOf(c, 'sha1').digest('zz'),
  'hash: inspect': (c) => hashOf(c, 'sha1'),
  'hash: constructor name': (c) => hashOf(c, 'sha1').constructor.name,
  'hash: outputLength': (c) => hashOf(c, 'sha1', { outputLength: 20 }).digest('hex'),
  'hash: a wrong outputLength': (c) => hashOf(c, 'sha1', { outputLength: 5 }),
  'hash: outputLength of a wrong type': (c) => hashOf(c, 'sha1', { outputLength: 'a' }),
  'hmac: an unknown digest': (c) => hmacOf(c, 'nope', 'k'),
  'hmac: a digest that is no string': (c) => hmacOf(c, undefined, 'k'),
  'hmac: no key': (c) => hmacOf(c, 'sha1', undefined),
  'hmac: a long key': (c) => hmacOf(c, 'sha256', 'k'.repeat(200)).update('a').digest('hex'),
  'hmac: a key in hex': (c) => hmacOf(c, 'sha256', '6b6b', { encoding: 'hex' }).update('a').digest('hex'),
  'hmac: a key as bytes': (c) =>
    hmacOf(c, 'sha256', new Uint8Array([1, 2]).buffer)
      .update('a')
      .digest('hex'),
  'hmac: data of a wrong type': (c) => hmacOf(c, 'sha1', 'k').update(5),
  'hash(): text': (c) => c.hash('sha1', 'abc'),
  'hash(): a Buffer': (c) => c.hash('sha1', Buffer.from('abc'), 'buffer'),
  'hash(): an object of options': (c) => c.hash('sha1', 'abc', { outputEncoding: 'base64' }),
  'hash(): an unknown digest': (c) => c.hash('nope', 'abc'),
  'hash(): an unknown encoding': (c) => c.hash('sha1', 'abc', 'zz'),
  'hash(): a wrong input': (c) => c.hash('sha1', 5),
  'randomBytes: size': (c) => (c.randomBytes(70_000) as Buffer).length,
  'randomBytes: a Buffer': (c) => Buffer.isBuffer(c.randomBytes(1.5)),
  'randomBytes: -1': (c) => c.randomBytes(-1),
  'randomBytes: too many': (c) => c.randomBytes(2 ** 31),
  'randomBytes: a string': (c) => c.randomBytes('a'),
  'randomBytes: a wrong callback': (c) => c.randomBytes(1, 5),
  'randomFillSync: a string': (c) => c.randomFillSync('a'),
  'randomFillSync: an offset past the end': (c) => c.randomFillSync(Buffer.alloc(3), 4),
  'randomFillSync: a size past the end': (c) => c.randomFillSync(Buffer.alloc(3), 1, 4),
  'randomFillSync: elements': (c) =>
    (c.randomFillSync(new Uint16Array(9), 2, 3) as Uint16Array).filter((_, i) => i < 2 || i > 4),
  'randomFill: no callback': (c) => c.randomFill(Buffer.alloc(3), 1, 2),
  'randomInt: one value': (c) => c.randomInt(7, 8),
  'randomInt: an empty range': (c) => c.randomInt(5, 5),
  'randomInt: a string': (c) => c.randomInt('a'),
  'randomInt: too wide': (c) => c.randomInt(0, 2 ** 48),
  'randomInt: negative': (c) => c.randomInt(-1),
  'randomInt: a fraction': (c) => c.randomInt(1.5),
  'randomInt: a wrong callback': (c) => c.randomInt(0, 5, 5),
  'randomUUID: shape': (c) =>
    /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(`${c.randomUUID()}`),
  'randomUUIDv7: shape': (c) =>
    /^01[\da-f]{6}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(`${c.randomUUIDv7()}`),
  'randomUUID: wrong options': (c) => c.randomUUID(5),
  'randomUUID: a wrong option': (c) => c.randomUUID({ disableEntropyCache: 1 }),
  'timingSafeEqual: equal': (c) => c.timingSafeEqual(Buffer.from('ab'), new Uint8Array([97, 98]).buffer),
  'timingSafeEqual: different': (c) => c.timingSafeEqual(Buffer.from('ab'), Buffer.from('ac')),
  'timingSafeEqual: lengths': (c) => c.timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2)),
  'timingSafeEqual: a string first': (c) => c.timingSafeEqual('a', Buffer.alloc(2)),
  'timingSafeEqual: a string second': (c) => c.timingSafeEqual(Buffer.alloc(2), 'a'),
  'pbkdf2: an unknown digest': (c) => c.pbkdf2Sync('p', 's', 1, 10, 'nope'),
  'pbkdf2: no digest': (c) => c.pbkdf2Sync('p', 's', 1, 10),
  'pbkdf2: no rounds': (c) => c.pbkdf2Sync('p', 's', 0, 10, 'sha1'),
  'pbkdf2: no callback': (c) => c.pbkdf2('p', 's', 1, 10, 'sha1'),
  'pbkdf2: a number as password': (c) => c.pbkdf2Sync(5, 's', 1, 10, 'sha1'),
  'pbkdf2: no bytes': (c) => c.pbkdf2Sync('p', 's', 1, 0, 'sha1'),
  'scrypt: defaults': (c) => c.scryptSync('password', 'salt', 64),
  'scrypt: options': (c) => c.scryptSync('password', 'salt', 20, { cost: 1024, blockSize: 4, parallelization: 2 }),
  'scrypt: no bytes': (c) => c.scryptSync('p', 's', 0, { N: 16 }),
  'scrypt: N no power of two': (c) => c.scryptSync('p', 's', 10, { N: 3 }),
  'scrypt: too much memory': (c) => c.scryptSync('p', 's', 10, { N: 2 ** 20 }),
  'scrypt: a little too much memory': (c) => c.scryptSync('p', 's', 10, { N: 2 ** 15 }),
  'scrypt: a name twice': (c) => c.scryptSync('p', 's', 10, { N: 16, cost: 16 }),
  'scrypt: keylen -1': (c) => c.scryptSync('p', 's', -1),
  'hkdf: an unknown digest': (c) => c.hkdfSync('nope', 'k', 's', 'i', 10),
  'hkdf: too long': (c) => c.hkdfSync('sha1', 'k', 's', 'i', 99_999),
  'hkdf: info too long': (c) => c.hkdfSync('sha1', 'k', 's', 'i'.repeat(1025), 10),
  'hkdf: a number as key': (c) => c.hkdfSync('sha1', 5, 's', 'i', 10),
  'hkdf: no bytes': (c) => c.hkdfSync('sha1', 'k', 's', 'i', 0),
  'subtle.digest': async (c) => (c as unknown as typeof nativeCrypto).subtle.digest('SHA-256', Buffer.from('abc')),
};
for (const [name, run] of Object.entries(CASES)) await print(name, run);

for (const create of [(c: Crypto) => hashOf(c, 'sha1'), (c: Crypto) => hmacOf(c, 'sha1', 'k')]) {
  const kind = create(native).constructor.name;
  await print(`${kind}: after the digest`, (c) => {
    const digest = create(c).update('a');
    digest.digest();
    const calls = [() => digest.digest('hex'), () => digest.update('b'), () => digest.copy()];
    return Promise.all(
      calls.map(async (call) => {
        try {
          return call();
        } catch (error) {
          // `Hmac` has no copy: engines word that as they like.
          return error instanceof TypeError ? 'TypeError' : plain(error);
        }
      }),
    );
  });
  await print(`${kind}: as a stream`, async (c) => {
    const digest = create(c);
    digest.write('a');
    digest.write(Buffer.from('b'));
    digest.end('63', 'hex');
    const chunks: Buffer[] = [];
    for await (const chunk of digest) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('hex');
  });
}
await print('Hash: copies go their own way', (c) => {
  const first = hashOf(c, 'sha256').update('a');
  const second = first.copy().update('b');
  return [first.update('c').digest('hex'), second.digest('hex')];
});

const ASYNC: Partial<Record<Name, unknown[]>> = {
  pbkdf2: ['p', 's', 2, 10, 'sha256'],
  scrypt: ['p', 's', 10, { N: 16 }],
  hkdf: ['sha256', 'k', 's', 'i', 10],
  randomInt: [3, 4],
};
for (const [name, args] of Object.entries(ASYNC) as [Name, unknown[]][]) {
  await print(`${name} with a callback`, (c) => {
    const events: unknown[] = [];
    return new Promise((resolve) => {
      c[name](...args, (...results: unknown[]) => resolve([...events, results]));
      events.push('returned first');
    });
  });
}
for (const [name, args] of Object.entries({ randomBytes: [5], randomFill: [Buffer.alloc(5)] }) as [Name, unknown[]][]) {
  await print(`${name} with a callback`, async (c) => {
    const [error, bytes] = await new Promise<unknown[]>((resolve) =>
      c[name](...args, (...all: unknown[]) => resolve(all)),
    );
    return [error, (bytes as Buffer).length];
  });
}
