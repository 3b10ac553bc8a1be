/** `Hash` and `Hmac`, which are streams too, and the one-shot `hash`. */
import { hmac } from '@noble/hashes/hmac.js';
import { encode, parseEncoding } from '../bindings/buffer/encodings.ts';
import { findDigest } from './crypto-digests.ts';
import { byteSource } from './crypto-inputs.ts';
import { type NodeBuffer, type NodeParts, nodeError, openSslError } from './crypto-node.ts';

/** What noble's hashes and hmacs have in common. */
interface Digestion {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
  clone(): Digestion;
}

/** Names as Node's, because `inspect` shows them. */
const kHandle = Symbol('kHandle');
const kState = Symbol('kState');
const kFinalized = Symbol('kFinalized');

const NOT_XOF = {
  library: 'digital envelope routines',
  reason: 'not XOF or invalid length',
  code: 'ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH',
};

/** A digest under way; it may be read more than once, as in Node. */
class DigestHandle {
  readonly #node: NodeParts;
  readonly #digestion: Digestion;
  #result: Uint8Array | undefined;

  constructor(node: NodeParts, digestion: Digestion) {
    this.#node = node;
    this.#digestion = digestion;
  }

  /** False once the digest has been read. */
  update(data: unknown, encoding?: unknown): boolean {
    if (this.#result) return false;
    this.#digestion.update(byteSource(this.#node, data, 'data', undefined, encoding));
    return true;
  }

  digest(encoding?: string): NodeBuffer | string {
    this.#result ??= this.#digestion.digest();
    return encoded(this.#node, this.#result, encoding);
  }

  copy(): DigestHandle {
    return new DigestHandle(this.#node, this.#digestion.clone());
  }
}

class HmacHandle extends DigestHandle {}
// `inspect` shows these.
Object.defineProperty(DigestHandle, 'name', { value: 'Hash' });
Object.defineProperty(HmacHandle, 'name', { value: 'Hmac' });

/** An encoding that is none gives a Buffer, as in Node. */
function encoded({ buffer: { Buffer } }: NodeParts, bytes: Uint8Array, encoding?: string): NodeBuffer | string {
  const copy = Buffer.from(bytes);
  return encoding && Buffer.isEncoding(encoding) ? copy.toString(encoding) : copy;
}

export function createHashClasses(node: NodeParts) {
  const validators: NodeParts['validators'] = node.validators;

  class Digest extends node.LazyTransform {
    [kHandle]: DigestHandle;
    [kState] = { [kFinalized]: false };

    constructor(handle: DigestHandle, options: unknown) {
      super(options);
      this[kHandle] = handle;
    }

    update(data: unknown, encoding?: unknown): this {
      if (this[kState][kFinalized]) throw nodeError(node, 'ERR_CRYPTO_HASH_FINALIZED');
      if (typeof data === 'string') {
        validators.validateEncoding(data, encoding);
      } else if (!ArrayBuffer.isView(data)) {
        throw nodeError(node, 'ERR_INVALID_ARG_TYPE', 'data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
      }
      if (!this[kHandle].update(data, encoding)) throw nodeError(node, 'ERR_CRYPTO_HASH_UPDATE_FAILED');
      return this;
    }

    _transform(chunk: unknown, encoding: unknown, callback: (error?: Error) => void): void {
      if (this[kHandle].update(chunk, encoding)) callback();
      else callback(nodeError(node, 'ERR_CRYPTO_HASH_UPDATE_FAILED'));
    }
  }

  class Hash extends Digest {
    constructor(algorithm: unknown, options?: { outputLength?: unknown } | null) {
      super(algorithm instanceof DigestHandle ? algorithm.copy() : createHandle(algorithm, options), options);
    }

    copy(options?: { outputLength?: unknown }): Hash {
      if (this[kState][kFinalized]) throw nodeError(node, 'ERR_CRYPTO_HASH_FINALIZED');
      return new Hash(this[kHandle], options);
    }

    digest(encoding?: unknown): NodeBuffer | string {
      if (this[kState][kFinalized]) throw nodeError(node, 'ERR_CRYPTO_HASH_FINALIZED');
      const result = this[kHandle].digest(encoding ? `${encoding}` : undefined);
      this[kState][kFinalized] = true;
      return result;
    }

    _flush(callback: () => void): void {
      this.push(this[kHandle].digest());
      callback();
    }
  }

  function createHandle(algorithm: unknown, options?: { outputLength?: unknown } | null): DigestHandle {
    validators.validateString(algorithm, 'algorithm');
    const outputLength = options?.outputLength;
    if (outputLength !== undefined) validators.validateUint32(outputLength, 'options.outputLength');
    const digest = findDigest(algorithm);
    if (!digest) throw openSslError('Digest method not supported');
    if (outputLength !== undefined && outputLength !== digest.outputLen) {
      throw openSslError('error:030000B2:digital envelope routines::not XOF or invalid length', NOT_XOF);
    }
    return new DigestHandle(node, digest.create() as Digestion);
  }

  class Hmac extends Digest {
    constructor(algorithm: unknown, key: unknown, options?: { encoding?: unknown }) {
      validators.validateString(algorithm, 'hmac');
      const kinds = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'KeyObject', 'CryptoKey'];
      const secret = byteSource(node, key, 'key', kinds, options?.encoding);
      const digest = findDigest(algorithm);
      if (!digest) throw nodeError(node, 'ERR_CRYPTO_INVALID_DIGEST', algorithm);
      super(new HmacHandle(node, hmac.create(digest, secret) as unknown as Digestion), options);
    }

    /** A second digest is empty: so Node keeps it. */
    digest(encoding?: unknown): NodeBuffer | string {
      const name = encoding ? `${encoding}` : undefined;
      if (this[kState][kFinalized]) return encoded(node, new Uint8Array(0), name);
      const result = this[kHandle].digest(name);
      this[kState][kFinalized] = true;
      return result;
    }

    _flush(callback: () => void): void {
      this.push(this[kHandle].digest());
      this[kState][kFinalized] = true;
      callback();
    }
  }

  /** The digest of all of `input` at once: hexadecimal text unless told otherwise. */
  function hash(algorithm: unknown, input: unknown, options?: unknown): NodeBuffer | string {
    validators.validateString(algorithm, 'algorithm');
    if (typeof input !== 'string' && !ArrayBuffer.isView(input)) {
      throw nodeError(node, 'ERR_INVALID_ARG_TYPE', 'input', ['Buffer', 'TypedArray', 'DataView', 'string'], input);
    }
    const encoding = outputEncoding(options);
    const digest = findDigest(algorithm);
    if (!digest) throw openSslError(`Digest method ${algorithm} is not supported`);
    const bytes = typeof input === 'string' ? encode(input, parseEncoding('utf8')) : byteSource(node, input, 'input');
    return encoded(node, digest(bytes), encoding);
  }

  function outputEncoding(options: unknown): string {
    if (options === undefined) return 'hex';
    if (typeof options !== 'string') validators.validateObject(options, 'options');
    const encoding =
      (typeof options === 'string' ? options : (options as { outputEncoding?: unknown }).outputEncoding) ?? 'hex';
    validators.validateString(encoding, 'outputEncoding');
    if (!node.buffer.Buffer.isEncoding(encoding) && encoding.toLowerCase() !== 'buffer') {
      throw nodeError(node, 'ERR_INVALID_ARG_VALUE', 'outputEncoding', encoding);
    }
    return encoding;
  }

  return { Hash, Hmac, hash };
}
