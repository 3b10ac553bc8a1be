/** The numbers behind `fs.Stats`, in the order in which Node reads them. */
import type { Entry, MemoryFiles } from './memory-files.ts';

const DIRECTORY_BITS = 0o040000;
const FILE_BITS = 0o100000;
const LINK_BITS = 0o120000;
const CHARACTER_DEVICE_BITS = 0o020000;
const DEVICE = 1;
const USER = 1000;
const BLOCK_SIZE = 4096;
const FIELDS = 18;

/** dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, then seconds and nanoseconds of atime, mtime, ctime, birthtime. */
export function statValues(files: MemoryFiles, node: Entry): number[] {
  const size = sizeOf(files, node);
  const type = { file: FILE_BITS, directory: DIRECTORY_BITS, link: LINK_BITS }[node.kind];
  const bits = type | (node.mode & 0o7777);
  const links = { file: node.kind === 'file' ? node.links : 1, directory: 2, link: 1 }[node.kind];
  const modified = timeSpec(node.modified);
  return [
    ...[DEVICE, bits, links, USER, USER, 0, BLOCK_SIZE, node.inode, size, Math.ceil(size / 512)],
    ...[...modified, ...modified, ...modified, ...timeSpec(node.created)],
  ];
}

function sizeOf(files: MemoryFiles, node: Entry): number {
  if (node.kind === 'link') return node.target.length;
  return node.kind === 'file' ? files.contents(node).length : BLOCK_SIZE;
}

/** Of a standard stream. */
export function streamStatValues(): number[] {
  const values = new Array<number>(FIELDS).fill(0);
  values[1] = CHARACTER_DEVICE_BITS | 0o620;
  return values;
}

export function statArray(values: readonly number[], isBigInt: boolean): Float64Array | BigInt64Array {
  return isBigInt ? BigInt64Array.from(values, (value) => BigInt(Math.trunc(value))) : Float64Array.from(values);
}

function timeSpec(ms: number): [seconds: number, nanoseconds: number] {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
