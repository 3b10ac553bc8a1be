/**
 * The archive of an image: one binary file with the packages of one closure.
 * Layout: the length of the index (32-bit little-endian, bytes), the index (JSON), the contents of all files one after another.
 * Pure, so that every adapter reads the same file.
 */
import type { ImageFiles } from './embedded/protocol.ts';

const HEADER_BYTES = 4;

/** Contents by path inside the sandbox: `/node_modules/ws/index.js`. */
export type PackageFiles = Readonly<Record<string, Uint8Array>>;

/** The name of the image that holds these packages: `express+ws`, or `bare` for none. */
export function imageName(packages: readonly string[]): string {
  return packages.length === 0 ? 'bare' : [...new Set(packages)].sort().join('+');
}

/** The same files give the same bytes, in whatever order they come. */
export function packImage(files: PackageFiles): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  let length = 0;
  const index: Record<string, [offset: number, length: number]> = {};
  for (const [path, contents] of entries) {
    index[path] = [length, contents.byteLength];
    length += contents.byteLength;
  }

  const indexBytes = new TextEncoder().encode(JSON.stringify(index));
  const archive = new Uint8Array(HEADER_BYTES + indexBytes.byteLength + length);
  new DataView(archive.buffer).setUint32(0, indexBytes.byteLength, true);
  archive.set(indexBytes, HEADER_BYTES);
  let offset = HEADER_BYTES + indexBytes.byteLength;
  for (const [, contents] of entries) {
    archive.set(contents, offset);
    offset += contents.byteLength;
  }
  return archive;
}

/**
 * The files of an archive, without copying a byte: the offsets count from the start of `archive`.
 * @throws TypeError when the bytes are no image.
 */
export function unpackImage(archive: ArrayBuffer): ImageFiles {
  const problem = 'This is no Duplex image. Build it again: npm run build:sandbox.';
  if (archive.byteLength < HEADER_BYTES) throw new TypeError(problem);
  const indexLength = new DataView(archive).getUint32(0, true);
  const start = HEADER_BYTES + indexLength;
  if (start > archive.byteLength) throw new TypeError(problem);

  const text = new TextDecoder().decode(new Uint8Array(archive, HEADER_BYTES, indexLength));
  const index: Record<string, readonly [number, number]> = {};
  let end = start;
  for (const [path, [offset, length]] of readIndex(text, problem)) {
    index[path] = [start + offset, length];
    end = Math.max(end, start + offset + length);
  }
  if (end > archive.byteLength) throw new TypeError(problem);
  return { bytes: archive, index };
}

function readIndex(text: string, problem: string): [path: string, range: [offset: number, length: number]][] {
  try {
    return Object.entries(JSON.parse(text) as Record<string, [number, number]>);
  } catch (cause) {
    throw new TypeError(problem, { cause });
  }
}

/** The contents of one file of an image; `undefined` when there is none at `path`. A view, not a copy. */
export function imageFile(image: ImageFiles, path: string): Uint8Array<ArrayBuffer> | undefined {
  const range = image.index[path];
  return range && new Uint8Array(image.bytes, range[0], range[1]);
}
