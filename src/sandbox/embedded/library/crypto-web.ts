/** `webcrypto` without keys: random values and digests. The frame's origin is opaque, so the browser gives no `subtle`. */

import { findDigest } from './crypto-digests.ts';
import { byteSource } from './crypto-inputs.ts';
import type { NodeParts } from './crypto-node.ts';
import { fillRandom, uuid4 } from './crypto-random.ts';
import { unsupportedFunction } from './unsupported-error.ts';

const DIGESTS = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512'];
const MISSING = [
  ...['encrypt', 'decrypt', 'sign', 'verify', 'generateKey', 'deriveKey', 'deriveBits', 'importKey', 'exportKey'],
  ...['wrapKey', 'unwrapKey'],
];
const QUOTA = 65_536;

export function createWebCrypto(node: NodeParts) {
  class SubtleCrypto {
    /** The Web Cryptography API's digest, synchronous underneath. */
    async digest(algorithm: string | { name: string }, data: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer> {
      const name = (typeof algorithm === 'string' ? algorithm : algorithm.name).toUpperCase();
      const digest = DIGESTS.includes(name) ? findDigest(name) : undefined;
      if (!digest) throw new DOMException('Unrecognized algorithm name', 'NotSupportedError');
      return digest(byteSource(node, data, 'data', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'])).slice().buffer;
    }
  }
  for (const name of MISSING) {
    const value = unsupportedFunction(`crypto.subtle.${name}`);
    Object.defineProperty(SubtleCrypto.prototype, name, { value, writable: true, configurable: true });
  }

  class Crypto {
    readonly #subtle = new SubtleCrypto();

    get subtle(): SubtleCrypto {
      return this.#subtle;
    }

    getRandomValues<T extends ArrayBufferView<ArrayBuffer>>(data: T): T {
      const isInteger = ArrayBuffer.isView(data) && /^(Big)?(Ui|I)nt\d+(Clamped)?Array$/.test(tagOf(data));
      if (!isInteger) {
        throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
      }
      if (data.byteLength > QUOTA) {
        throw new DOMException('The requested length exceeds 65,536 bytes', 'QuotaExceededError');
      }
      fillRandom(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return data;
    }

    randomUUID(): string {
      return uuid4();
    }
  }

  return { webcrypto: new Crypto(), Crypto, SubtleCrypto };
}

/** The kind of typed array, whatever its class: `Uint8Array` of a Buffer. */
function tagOf(view: ArrayBufferView): string {
  return Object.prototype.toString.call(view).slice('[object '.length, -1);
}
