/** The digests of the sandbox, all from @noble/hashes, under the names OpenSSL gives them. */
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512 } from '@noble/hashes/sha3.js';
import type { CHash } from '@noble/hashes/utils.js';

/** In the order and the letter case of Node's `getHashes()`. */
const NAMES: readonly (readonly [string, CHash])[] = [
  ['RSA-MD5', md5],
  ['RSA-RIPEMD160', ripemd160],
  ['RSA-SHA1', sha1],
  ['RSA-SHA1-2', sha1],
  ['RSA-SHA224', sha224],
  ['RSA-SHA256', sha256],
  ['RSA-SHA3-224', sha3_224],
  ['RSA-SHA3-256', sha3_256],
  ['RSA-SHA3-384', sha3_384],
  ['RSA-SHA3-512', sha3_512],
  ['RSA-SHA384', sha384],
  ['RSA-SHA512', sha512],
  ['RSA-SHA512/224', sha512_224],
  ['RSA-SHA512/256', sha512_256],
  ['md5', md5],
  ['md5WithRSAEncryption', md5],
  ['ripemd', ripemd160],
  ['ripemd-160', ripemd160],
  ['ripemd160', ripemd160],
  ['ripemd160WithRSA', ripemd160],
  ['rmd160', ripemd160],
  ['sha-1', sha1],
  ['sha-224', sha224],
  ['sha-256', sha256],
  ['sha-384', sha384],
  ['sha-512', sha512],
  ['sha-512/224', sha512_224],
  ['sha-512/256', sha512_256],
  ['sha1', sha1],
  ['sha1WithRSAEncryption', sha1],
  ['sha2-224', sha224],
  ['sha2-256', sha256],
  ['sha2-384', sha384],
  ['sha2-512', sha512],
  ['sha2-512/224', sha512_224],
  ['sha2-512/256', sha512_256],
  ['sha224', sha224],
  ['sha224WithRSAEncryption', sha224],
  ['sha256', sha256],
  ['sha256WithRSAEncryption', sha256],
  ['sha3-224', sha3_224],
  ['sha3-256', sha3_256],
  ['sha3-384', sha3_384],
  ['sha3-512', sha3_512],
  ['sha384', sha384],
  ['sha384WithRSAEncryption', sha384],
  ['sha512', sha512],
  ['sha512-224', sha512_224],
  ['sha512-224WithRSAEncryption', sha512_224],
  ['sha512-256', sha512_256],
  ['sha512-256WithRSAEncryption', sha512_256],
  ['sha512WithRSAEncryption', sha512],
  ['ssl3-md5', md5],
  ['ssl3-sha1', sha1],
];

const BY_NAME = new Map(NAMES.map(([name, digest]) => [name.toLowerCase(), digest]));

/** Names are taken in any letter case. */
export function findDigest(name: string): CHash | undefined {
  return BY_NAME.get(name.toLowerCase());
}

export function getHashes(): string[] {
  return NAMES.map(([name]) => name);
}
