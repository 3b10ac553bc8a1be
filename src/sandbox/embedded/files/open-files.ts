/** A process's file descriptors. */
import { FileError } from './file-error.ts';
import type { FileNode, MemoryFiles, Node } from './memory-files.ts';

/** Linux's numbers, which `fs.constants` shows. */
const ACCESS_MODE = 0o3;
const WRITE_ONLY = 0o1;
const CREATE = 0o100;
const EXCLUSIVE = 0o200;
const TRUNCATE = 0o1000;
const APPEND = 0o2000;
const DIRECTORY = 0o200000;

interface OpenFile {
  readonly node: Node;
  readonly flags: number;
  position: number;
}

/** Where writes to standard output and standard error go. */
export type WriteStdio = (fd: 1 | 2, bytes: Uint8Array) => void;

// Above the descriptors of the standard streams and of the process's pipes.
const FIRST_DESCRIPTOR = 17;

export class OpenFiles {
  readonly #files: MemoryFiles;
  readonly #open = new Map<number, OpenFile>();
  readonly #writeStdio: WriteStdio | undefined;

  constructor(files: MemoryFiles, writeStdio?: WriteStdio) {
    this.#files = files;
    this.#writeStdio = writeStdio;
  }

  open(path: string, flags: number, mode: number): number {
    let node = this.#files.find(path);
    if (node === undefined) {
      if ((flags & CREATE) === 0) node = this.#files.get(path);
      else node = this.#files.createFile(path, mode);
    } else if ((flags & CREATE) !== 0 && (flags & EXCLUSIVE) !== 0) {
      throw new FileError('EEXIST');
    }
    const isWritten = (flags & ACCESS_MODE) !== 0;
    if (node.kind === 'directory' && isWritten) throw new FileError('EISDIR');
    if (node.kind === 'file' && (flags & DIRECTORY) !== 0) throw new FileError('ENOTDIR');
    if (node.kind === 'file' && isWritten && (flags & TRUNCATE) !== 0) this.#files.setContents(node, new Uint8Array());
    let fd = FIRST_DESCRIPTOR;
    while (this.#open.has(fd)) fd++;
    this.#open.set(fd, { node, flags, position: 0 });
    return fd;
  }

  close(fd: number): void {
    if (!this.#open.delete(fd) && (fd < 0 || fd > 2)) throw new FileError('EBADF');
  }

  node(fd: number): Node {
    return this.#get(fd).node;
  }

  /** @param position undefined reads on from where the last read ended @returns the bytes read, 0 at the end */
  read(fd: number, target: Uint8Array, position: number | undefined): number {
    if (fd === 0) throw new FileError('EAGAIN');
    const open = this.#get(fd);
    if ((open.flags & ACCESS_MODE) === WRITE_ONLY) throw new FileError('EBADF');
    const data = this.#files.contents(fileOf(open.node));
    const start = position ?? open.position;
    const part = data.subarray(start, start + target.length);
    target.set(part);
    if (position === undefined) open.position += part.length;
    return part.length;
  }

  /** All that is left from where the last read ended. */
  readRest(fd: number): Uint8Array {
    if (fd === 0) throw new FileError('EAGAIN');
    const open = this.#get(fd);
    const data = this.#files.contents(fileOf(open.node));
    const rest = data.subarray(open.position);
    open.position = data.length;
    return rest;
  }

  write(fd: number, bytes: Uint8Array, position: number | undefined): number {
    if ((fd === 1 || fd === 2) && this.#writeStdio !== undefined) {
      this.#writeStdio(fd, bytes);
      return bytes.length;
    }
    const open = this.#get(fd);
    if ((open.flags & ACCESS_MODE) === 0) throw new FileError('EBADF');
    const file = fileOf(open.node);
    const data = this.#files.contents(file);
    const start = (open.flags & APPEND) !== 0 ? data.length : (position ?? open.position);
    this.#files.requireRoom(file, start + bytes.length);
    const grown = new Uint8Array(Math.max(data.length, start + bytes.length));
    grown.set(data);
    grown.set(bytes, start);
    this.#files.setContents(file, grown);
    if (position === undefined) open.position = start + bytes.length;
    return bytes.length;
  }

  truncate(fd: number, length: number): void {
    const open = this.#get(fd);
    if ((open.flags & ACCESS_MODE) === 0) throw new FileError('EINVAL');
    const file = fileOf(open.node);
    this.#files.requireRoom(file, length);
    const resized = new Uint8Array(length);
    resized.set(this.#files.contents(file).subarray(0, length));
    this.#files.setContents(file, resized);
  }

  #get(fd: number): OpenFile {
    const open = this.#open.get(fd);
    if (open === undefined) throw new FileError('EBADF');
    return open;
  }
}

function fileOf(node: Node): FileNode {
  if (node.kind === 'directory') throw new FileError('EISDIR');
  return node;
}
