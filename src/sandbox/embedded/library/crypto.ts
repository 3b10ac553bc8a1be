/** `node:crypto` as far as it goes without OpenSSL: digests, HMAC, random values, key derivation. */
import { bytesOf } from '../bindings/buffer/arguments.ts';
import { nativeError } from '../bindings/buffer/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { createKeyDerivation } from './crypto-derive.ts';
import { getHashes } from './crypto-digests.ts';
import { createHashClasses } from './crypto-hash.ts';
import { isArrayBuffer, type NodeParts, nodeError, nodeParts } from './crypto-node.ts';
import { createRandom } from './crypto-random.ts';
import { createWebCrypto } from './crypto-web.ts';
import { unsupportedClass, unsupportedFunction } from './unsupported-error.ts';

/** The rest of the module, which says of itself that it is not here. */
const MISSING_FUNCTIONS = [
  ...['argon2', 'argon2Sync', 'checkPrime', 'checkPrimeSync', 'generatePrime', 'generatePrimeSync'],
  ...['createCipheriv', 'createDecipheriv', 'getCipherInfo'],
  ...['createDiffieHellman', 'createDiffieHellmanGroup', 'createECDH', 'diffieHellman', 'getDiffieHellman'],
  ...['createMac', 'createPrivateKey', 'createPublicKey', 'createSecretKey', 'createSign', 'createVerify'],
  ...['encapsulate', 'decapsulate', 'generateKey', 'generateKeySync', 'generateKeyPair', 'generateKeyPairSync'],
  ...['parsePKCS12', 'privateDecrypt', 'privateEncrypt', 'publicDecrypt', 'publicEncrypt', 'sign', 'verify'],
  ...['secureHeapUsed', 'setEngine', 'setFips'],
];
const MISSING_CLASSES = [
  ...['Certificate', 'Cipheriv', 'Decipheriv', 'DiffieHellman', 'DiffieHellmanGroup', 'ECDH', 'KeyObject', 'Sign'],
  ...['Verify', 'X509Certificate'],
];

function unsupportedMembers(): Record<string, unknown> {
  const functions = MISSING_FUNCTIONS.map((name) => [name, unsupportedFunction(`crypto.${name}`)]);
  const classes = MISSING_CLASSES.map((name) => [name, unsupportedClass(`crypto.${name}`)]);
  return Object.fromEntries([...functions, ...classes]);
}

/** Compares in time that depends on the length only. */
function createTimingSafeEqual(node: NodeParts) {
  const kinds = ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];
  const checked = (value: unknown, name: string): Uint8Array => {
    if (isArrayBuffer(value)) return new Uint8Array(value);
    if (ArrayBuffer.isView(value)) return bytesOf(value);
    // Node's C++ ends the sentence here: it does not tell what it received.
    const error = nodeError(node, 'ERR_INVALID_ARG_TYPE', name, kinds, value);
    error.message = error.message.slice(0, error.message.indexOf(' Received'));
    throw error;
  };
  return function timingSafeEqual(buf1: unknown, buf2: unknown): boolean {
    const left = checked(buf1, 'buf1');
    const right = checked(buf2, 'buf2');
    if (left.length !== right.length) {
      const message = 'Input buffers must have the same byte length';
      throw nativeError('RangeError', 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', message);
    }
    let difference = 0;
    for (let index = 0; index < left.length; index++) difference |= (left[index] as number) ^ (right[index] as number);
    return difference === 0;
  };
}

export function createCryptoModule(kernel: Kernel): Record<string, unknown> {
  const node = nodeParts(kernel);
  const { Hash, Hmac, hash } = createHashClasses(node);
  const { webcrypto } = createWebCrypto(node);
  const { pseudoRandomBytes, ...random } = createRandom(node);
  const module: Record<string, unknown> = {
    ...unsupportedMembers(),
    createHash: (algorithm: unknown, options?: { outputLength?: unknown }) => new Hash(algorithm, options),
    createHmac: (algorithm: unknown, key: unknown, options?: { encoding?: unknown }) =>
      new Hmac(algorithm, key, options),
    hash,
    Hash,
    Hmac,
    getHashes,
    getCiphers: () => [],
    getCurves: () => [],
    getMacs: () => [],
    getFips: () => 0,
    getRandomValues: webcrypto.getRandomValues.bind(webcrypto),
    timingSafeEqual: createTimingSafeEqual(node),
    ...random,
    ...createKeyDerivation(node),
    constants: {},
    webcrypto,
    subtle: webcrypto.subtle,
  };
  // Deprecated: Node does not list it.
  for (const name of ['prng', 'pseudoRandomBytes', 'rng']) {
    Object.defineProperty(module, name, { value: pseudoRandomBytes, writable: true, configurable: true });
  }
  return module;
}
