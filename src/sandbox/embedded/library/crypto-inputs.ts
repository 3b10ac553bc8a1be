import { bytesOf } from '../bindings/buffer/arguments.ts';
import { encode, parseEncoding } from '../bindings/buffer/encodings.ts';
import { isArrayBuffer, type NodeParts, nodeError } from './crypto-node.ts';

const BYTE_SOURCES = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];

/** Bytes of text or of memory. @throws TypeError that names the argument and `kinds` */
export function byteSource(
  node: NodeParts,
  value: unknown,
  name: string,
  kinds: readonly string[] = BYTE_SOURCES,
  encoding?: unknown,
): Uint8Array {
  if (typeof value === 'string') return encode(value, parseEncoding(encoding));
  if (isArrayBuffer(value)) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return bytesOf(value);
  throw nodeError(node, 'ERR_INVALID_ARG_TYPE', name, kinds, value);
}
