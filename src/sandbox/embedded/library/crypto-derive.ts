/** Keys from passwords and secrets: PBKDF2, scrypt and HKDF. */
import { hkdf as nobleHkdf } from '@noble/hashes/hkdf.js';
import { pbkdf2 as noblePbkdf2 } from '@noble/hashes/pbkdf2.js';
import { scrypt as nobleScrypt } from '@noble/hashes/scrypt.js';
import type { CHash } from '@noble/hashes/utils.js';
import { nativeError } from '../bindings/buffer/errors.ts';
import { findDigest } from './crypto-digests.ts';
import { byteSource } from './crypto-inputs.ts';
import { deliver, type NodeBuffer, type NodeParts, nodeError, openSslError } from './crypto-node.ts';

type Callback<T> = (error: unknown, result?: T) => unknown;

const SCRYPT_DEFAULTS = { N: 16_384, r: 8, p: 1, maxmem: 32 * 1024 * 1024 };
const SCRYPT_ALIASES = { N: 'cost', r: 'blockSize', p: 'parallelization' } as const;
const HKDF_INFO_LIMIT = 1024;
const IKM_KINDS = ['string', 'SecretKeyObject', 'ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'];

export function createKeyDerivation(node: NodeParts) {
  const validators: NodeParts['validators'] = node.validators;
  const { Buffer } = node.buffer;

  function digestNamed(name: string): CHash {
    const digest = findDigest(name);
    if (!digest) throw nodeError(node, 'ERR_CRYPTO_INVALID_DIGEST', name);
    return digest;
  }

  function preparePbkdf2(
    password: unknown,
    salt: unknown,
    iterations: unknown,
    keylen: unknown,
    digest: unknown,
  ): () => NodeBuffer {
    validators.validateString(digest, 'digest');
    const secret = byteSource(node, password, 'password').slice();
    const salted = byteSource(node, salt, 'salt').slice();
    validators.validateInt32(iterations, 'iterations', 1);
    validators.validateInt32(keylen, 'keylen', 0);
    const hash = digestNamed(digest);
    const length = keylen;
    const rounds = iterations;
    return () => {
      if (length === 0) throw openSslError('PBKDF2 derivation failed');
      return Buffer.from(noblePbkdf2(hash, secret, salted, { c: rounds, dkLen: length }));
    };
  }

  function pbkdf2Sync(
    password: unknown,
    salt: unknown,
    iterations: unknown,
    keylen: unknown,
    digest: unknown,
  ): NodeBuffer {
    return preparePbkdf2(password, salt, iterations, keylen, digest)();
  }

  function pbkdf2(
    password: unknown,
    salt: unknown,
    iterations: unknown,
    keylen: unknown,
    digest: unknown,
    callback?: Callback<NodeBuffer>,
  ): void {
    const isDigestLeftOut = typeof digest === 'function';
    const compute = preparePbkdf2(password, salt, iterations, keylen, isDigestLeftOut ? undefined : digest);
    validators.validateFunction(callback, 'callback');
    deliver(node, 'PBKDF2REQUEST', compute, callback as Callback<NodeBuffer>);
  }

  function scryptParameters(options: Readonly<Record<string, unknown>>): typeof SCRYPT_DEFAULTS {
    const parameters = { ...SCRYPT_DEFAULTS };
    for (const [name, alias] of Object.entries(SCRYPT_ALIASES) as [keyof typeof SCRYPT_ALIASES, string][]) {
      const short = options[name];
      const long = options[alias];
      if (short !== undefined) validators.validateUint32(short, name);
      if (long !== undefined && short !== undefined) {
        throw nodeError(node, 'ERR_INCOMPATIBLE_OPTION_PAIR', name, alias);
      }
      if (long !== undefined) validators.validateUint32(long, alias);
      // 0 stands for the default.
      parameters[name] = ((short ?? long) as number) || SCRYPT_DEFAULTS[name];
    }
    if (options['maxmem'] !== undefined) {
      validators.validateInteger(options['maxmem'], 'maxmem', 0);
      parameters.maxmem = (options['maxmem'] as number) || SCRYPT_DEFAULTS.maxmem;
    }
    return parameters;
  }

  function prepareScrypt(password: unknown, salt: unknown, keylen: unknown, options: unknown): () => NodeBuffer {
    const secret = byteSource(node, password, 'password').slice();
    const salted = byteSource(node, salt, 'salt').slice();
    validators.validateInt32(keylen, 'keylen', 0);
    const length = keylen;
    const { N, r, p, maxmem } = scryptParameters((options ?? {}) as Record<string, unknown>);
    if (N < 2 || !Number.isInteger(Math.log2(N)) || r * p >= 2 ** 30) {
      throw nativeError('RangeError', 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', 'Invalid scrypt params');
    }
    // OpenSSL's reckoning: blocks of 128 r bytes, p of them and N + 2 to work with.
    if (128 * r * (p + N + 2) > maxmem) {
      const reason = 'error:030000AC:digital envelope routines::memory limit exceeded';
      throw nativeError('RangeError', 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', `Invalid scrypt params: ${reason}`);
    }
    return () => {
      if (length === 0) return Buffer.alloc(0);
      // OpenSSL has judged the memory above; noble's own reckoning differs by a block.
      const key = nobleScrypt(secret, salted, { N, r, p, dkLen: length, maxmem: Number.MAX_SAFE_INTEGER });
      return Buffer.from(key);
    };
  }

  function scryptSync(password: unknown, salt: unknown, keylen: unknown, options?: unknown): NodeBuffer {
    return prepareScrypt(password, salt, keylen, options)();
  }

  function scrypt(password: unknown, salt: unknown, keylen: unknown, options?: unknown, callback?: unknown): void {
    const isWithoutOptions = callback === undefined;
    const compute = prepareScrypt(password, salt, keylen, isWithoutOptions ? {} : options);
    const listener = isWithoutOptions ? options : callback;
    validators.validateFunction(listener, 'callback');
    deliver(node, 'SCRYPTREQUEST', compute, listener as Callback<NodeBuffer>);
  }

  function prepareHkdf(
    digest: unknown,
    ikm: unknown,
    salt: unknown,
    info: unknown,
    length: unknown,
  ): () => ArrayBuffer {
    validators.validateString(digest, 'digest');
    const secret = byteSource(node, ikm, 'ikm', IKM_KINDS).slice();
    const salted = byteSource(node, salt, 'salt').slice();
    const context = byteSource(node, info, 'info').slice();
    validators.validateInteger(length, 'length', 0, node.buffer.kMaxLength);
    if (context.length > HKDF_INFO_LIMIT) {
      const limit = `must not contain more than ${HKDF_INFO_LIMIT} bytes`;
      throw nodeError(node, 'ERR_OUT_OF_RANGE', 'info', limit, context.length);
    }
    const hash = digestNamed(digest);
    const size = length;
    // RFC 5869: no more than 255 blocks.
    if (size > 255 * hash.outputLen) {
      throw nativeError('RangeError', 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
    }
    return () => {
      if (size === 0) throw openSslError('HKDF derivation failed');
      return nobleHkdf(hash, secret, salted, context, size).slice().buffer;
    };
  }

  function hkdfSync(digest: unknown, ikm: unknown, salt: unknown, info: unknown, length: unknown): ArrayBuffer {
    return prepareHkdf(digest, ikm, salt, info, length)();
  }

  function hkdf(digest: unknown, ikm: unknown, salt: unknown, info: unknown, length: unknown, callback: unknown): void {
    const compute = prepareHkdf(digest, ikm, salt, info, length);
    validators.validateFunction(callback, 'callback');
    deliver(node, 'HKDFREQUEST', compute, callback as Callback<ArrayBuffer>);
  }

  return { pbkdf2, pbkdf2Sync, scrypt, scryptSync, hkdf, hkdfSync };
}
