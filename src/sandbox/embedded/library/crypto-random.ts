import { deliver, isArrayBuffer, type NodeBuffer, type NodeParts, nodeError } from './crypto-node.ts';

const MAX_SIZE = 2 ** 31 - 1;
/** As many random bits as `randomInt` draws: 48. */
const RANDOM_MAX = 0xffff_ffff_ffff;
/** The platform gives no more bytes at once. */
const QUOTA = 65_536;

type Callback<T> = (error: unknown, result?: T) => unknown;

/** Fills the bytes from the platform's generator. */
export function fillRandom(bytes: Uint8Array<ArrayBuffer>): void {
  for (let at = 0; at < bytes.length; at += QUOTA) {
    crypto.getRandomValues(new Uint8Array(bytes.buffer, bytes.byteOffset + at, Math.min(QUOTA, bytes.length - at)));
  }
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A version 4 UUID (RFC 9562). */
export function uuid4(): string {
  const bytes = new Uint8Array(16);
  fillRandom(bytes);
  return formatUuid(bytes, 4);
}

/** A version 7 UUID (RFC 9562): the first 48 bits are the time in ms. */
function uuid7(now: number): string {
  const bytes = new Uint8Array(16);
  fillRandom(bytes);
  new DataView(bytes.buffer).setUint32(0, Math.floor(now / 0x10000));
  new DataView(bytes.buffer).setUint16(4, now % 0x10000);
  return formatUuid(bytes, 7);
}

function formatUuid(bytes: Uint8Array, version: number): string {
  bytes[6] = ((bytes[6] as number) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const text = Array.from(bytes, (byte) => HEX[byte]).join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}

export function createRandom(node: NodeParts) {
  const validators: NodeParts['validators'] = node.validators;
  const { Buffer } = node.buffer;

  function checkedOffset(offset: unknown, elementSize: number, length: number): number {
    validators.validateNumber(offset, 'offset');
    const bytes = offset * elementSize;
    const max = Math.min(length, MAX_SIZE);
    if (!(bytes >= 0 && bytes <= max)) throw nodeError(node, 'ERR_OUT_OF_RANGE', 'offset', `>= 0 && <= ${max}`, bytes);
    return bytes >>> 0;
  }

  function checkedSize(size: unknown, elementSize: number, offset: number, length: number): number {
    validators.validateNumber(size, 'size');
    const bytes = size * elementSize;
    if (!(bytes >= 0 && bytes <= MAX_SIZE)) {
      throw nodeError(node, 'ERR_OUT_OF_RANGE', 'size', `>= 0 && <= ${MAX_SIZE}`, bytes);
    }
    if (bytes + offset > length) {
      throw nodeError(node, 'ERR_OUT_OF_RANGE', 'size + offset', `<= ${length}`, bytes + offset);
    }
    return bytes >>> 0;
  }

  /** The part of `target` to fill. */
  function range(
    target: ArrayBufferView<ArrayBuffer> | ArrayBuffer,
    offset: unknown,
    size: unknown,
  ): Uint8Array<ArrayBuffer> {
    const elementSize = 'BYTES_PER_ELEMENT' in target ? (target.BYTES_PER_ELEMENT as number) : 1;
    const from = checkedOffset(offset, elementSize, target.byteLength);
    const length =
      size === undefined ? target.byteLength - from : checkedSize(size, elementSize, from, target.byteLength);
    if (ArrayBuffer.isView(target)) return new Uint8Array(target.buffer, target.byteOffset + from, length);
    return new Uint8Array(target, from, length);
  }

  function checkTarget(
    target: unknown,
  ): asserts target is (ArrayBufferView<ArrayBuffer> | ArrayBuffer) & { length?: number } {
    if (isArrayBuffer(target) || ArrayBuffer.isView(target)) return;
    throw nodeError(node, 'ERR_INVALID_ARG_TYPE', 'buf', ['ArrayBuffer', 'ArrayBufferView'], target);
  }

  function randomBytes(size: unknown, callback?: Callback<NodeBuffer>): NodeBuffer | undefined {
    const length = checkedSize(size, 1, 0, Number.POSITIVE_INFINITY);
    if (callback !== undefined) validators.validateFunction(callback, 'callback');
    const bytes = Buffer.allocUnsafeSlow(length) as NodeBuffer & Uint8Array<ArrayBuffer>;
    if (callback === undefined) {
      fillRandom(bytes);
      return bytes;
    }
    later(bytes, bytes, callback);
    return undefined;
  }

  function later<T>(bytes: Uint8Array<ArrayBuffer>, result: T, callback: Callback<T>): void {
    if (bytes.length === 0) {
      callback(null, result);
      return;
    }
    const fill = () => {
      fillRandom(bytes);
      return result;
    };
    deliver(node, 'RANDOMBYTESREQUEST', fill, callback);
  }

  function randomFillSync(target: unknown, offset: unknown = 0, size?: unknown): unknown {
    checkTarget(target);
    fillRandom(range(target, offset, size));
    return target;
  }

  function randomFill(target: unknown, offset: unknown, size?: unknown, callback?: unknown): void {
    checkTarget(target);
    if (typeof offset === 'function') {
      later(range(target, 0, target.length), target, offset as Callback<unknown>);
    } else if (typeof size === 'function') {
      const rest = (target.length ?? target.byteLength) - (offset as number);
      later(range(target, offset, rest), target, size as Callback<unknown>);
    } else {
      validators.validateFunction(callback, 'callback');
      later(range(target, offset, size), target, callback as Callback<unknown>);
    }
  }

  function randomInt(...args: unknown[]): number | undefined {
    const isMaxAlone = args[1] === undefined || typeof args[1] === 'function';
    const [min, max, callback] = isMaxAlone ? [0, args[0], args[1]] : args;
    if (callback !== undefined) validators.validateFunction(callback, 'callback');
    if (!Number.isSafeInteger(min)) throw nodeError(node, 'ERR_INVALID_ARG_TYPE', 'min', 'a safe integer', min);
    if (!Number.isSafeInteger(max)) throw nodeError(node, 'ERR_INVALID_ARG_TYPE', 'max', 'a safe integer', max);
    const [from, to] = [min as number, max as number];
    if (to <= from) {
      throw nodeError(node, 'ERR_OUT_OF_RANGE', 'max', `greater than the value of "min" (${from})`, to);
    }
    if (to - from > RANDOM_MAX) {
      const name = isMaxAlone ? 'max' : 'max - min';
      throw nodeError(node, 'ERR_OUT_OF_RANGE', name, `<= ${RANDOM_MAX}`, to - from);
    }
    const draw = () => from + below(to - from);
    if (callback === undefined) return draw();
    // Node passes `undefined`, not `null`, for no error here.
    deliver(node, 'RANDOMBYTESREQUEST', draw, (error, drawn) => callback(error ?? undefined, drawn));
    return undefined;
  }

  /** Unbiased: numbers past the last whole multiple of `limit` are drawn again. */
  function below(limit: number): number {
    const bytes = new Uint8Array(6);
    for (;;) {
      fillRandom(bytes);
      const drawn = bytes.reduce((value, byte) => value * 256 + byte, 0);
      if (drawn < RANDOM_MAX - (RANDOM_MAX % limit)) return drawn % limit;
    }
  }

  function checkUuidOptions(options?: unknown): void {
    if (options === undefined) return;
    validators.validateObject(options, 'options');
    const { disableEntropyCache = false } = options;
    validators.validateBoolean(disableEntropyCache, 'options.disableEntropyCache');
  }

  function randomUUID(options?: unknown): string {
    checkUuidOptions(options);
    return uuid4();
  }

  function randomUUIDv7(options?: unknown): string {
    checkUuidOptions(options);
    return uuid7(Date.now());
  }

  return {
    randomBytes,
    pseudoRandomBytes: randomBytes,
    randomFill,
    randomFillSync,
    randomInt,
    randomUUID,
    randomUUIDv7,
  };
}
