/** A process's files: a tree in memory over the image's archive, private to the process. Follows POSIX where programs can see it. */
import { FileError } from './file-error.ts';

export interface FileNode {
  readonly kind: 'file';
  readonly inode: number;
  mode: number;
  /** ms since the epoch */
  modified: number;
  created: number;
  /** Undefined until something is written: then `source` stands for it. */
  data: Uint8Array | undefined;
  source: () => Uint8Array;
}

export interface DirectoryNode {
  readonly kind: 'directory';
  readonly inode: number;
  mode: number;
  modified: number;
  created: number;
  readonly entries: Map<string, Node>;
}

export type Node = FileNode | DirectoryNode;

export interface ImageFiles {
  readonly bytes: ArrayBuffer;
  readonly index: Readonly<Record<string, readonly [offset: number, length: number]>>;
}

export interface FileTreeOptions {
  readonly image?: ImageFiles;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Absolute path; looked up each time, for `process.chdir`. */
  cwd(): string;
  /** ms since the epoch, as the process's clock has it */
  now(): number;
}

/** Bytes that a process may have written into its files; what a sandbox holds at its start does not count. */
export const DISK_SIZE = 256 * 1024 * 1024;

export class MemoryFiles {
  readonly #options: FileTreeOptions;
  readonly #root: DirectoryNode;
  #inodes = 2;
  #used = 0;

  constructor(options: FileTreeOptions) {
    this.#options = options;
    this.#root = this.#directory();
    this.mount(options);
    for (const path of ['/tmp', options.cwd()]) this.makeDirectories(path, 0o777);
  }

  /** Puts more files in: a worker boots before it is known which program it will run. */
  mount({ image, files }: Pick<FileTreeOptions, 'image' | 'files'>): void {
    for (const [path, [offset, length]] of Object.entries(image?.index ?? {})) {
      this.#place(path, () => new Uint8Array(image?.bytes ?? new ArrayBuffer(0), offset, length));
    }
    const encoder = new TextEncoder();
    for (const [path, contents] of Object.entries(files ?? {})) {
      this.#place(path, () => (typeof contents === 'string' ? encoder.encode(contents) : contents));
    }
  }

  now(): number {
    return this.#options.now();
  }

  /** An absolute path without `.`, `..` or a trailing slash. */
  resolve(path: string): string {
    const full = path.startsWith('/') ? path : `${this.#options.cwd()}/${path}`;
    const parts: string[] = [];
    for (const part of full.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  }

  /** @throws FileError ENOENT, ENOTDIR */
  get(path: string): Node {
    let node: Node = this.#root;
    for (const part of this.resolve(path).split('/')) {
      if (part === '') continue;
      if (node.kind !== 'directory') throw new FileError('ENOTDIR');
      const next: Node | undefined = node.entries.get(part);
      if (next === undefined) throw new FileError('ENOENT');
      node = next;
    }
    if (path.endsWith('/') && node.kind !== 'directory') throw new FileError('ENOTDIR');
    return node;
  }

  find(path: string): Node | undefined {
    try {
      return this.get(path);
    } catch {
      return undefined;
    }
  }

  /** @throws FileError when its parent is no directory */
  createFile(path: string, mode: number): FileNode {
    const [parent, name] = this.#parent(path);
    const file = this.#file(() => new Uint8Array(), mode);
    parent.entries.set(name, file);
    parent.modified = this.now();
    return file;
  }

  makeDirectory(path: string, mode: number): void {
    if (this.resolve(path) === '/' || this.find(path) !== undefined) throw new FileError('EEXIST');
    const [parent, name] = this.#parent(path);
    parent.entries.set(name, this.#directory(mode));
    parent.modified = this.now();
  }

  /** Makes what is missing. @returns the first directory made, if any */
  makeDirectories(path: string, mode: number): string | undefined {
    const parts = this.resolve(path).split('/').slice(1).filter(Boolean);
    let directory = this.#root;
    let first: string | undefined;
    parts.forEach((part, depth) => {
      const next = directory.entries.get(part);
      if (next?.kind === 'file') throw new FileError(depth === parts.length - 1 ? 'EEXIST' : 'ENOTDIR');
      const made = next ?? this.#directory(mode);
      if (next === undefined) {
        directory.entries.set(part, made);
        first ??= `/${parts.slice(0, depth + 1).join('/')}`;
      }
      directory = made as DirectoryNode;
    });
    return first;
  }

  /** @param expected what it must be, else EISDIR or ENOTDIR */
  remove(path: string, expected: 'file' | 'directory' | 'anything'): void {
    const node = this.get(path);
    if (expected === 'file' && node.kind === 'directory') throw new FileError('EISDIR');
    if (expected === 'directory' && node.kind === 'file') throw new FileError('ENOTDIR');
    if (expected === 'directory' && node.kind === 'directory' && node.entries.size > 0)
      throw new FileError('ENOTEMPTY');
    if (node === this.#root) throw new FileError('EBUSY');
    if (node.kind === 'file') this.#free(node);
    const [parent, name] = this.#parent(path);
    parent.entries.delete(name);
    parent.modified = this.now();
  }

  rename(from: string, to: string): void {
    const node = this.get(from);
    const target = this.find(to);
    if (target === node) return;
    if (node.kind === 'directory' && `${this.resolve(to)}/`.startsWith(`${this.resolve(from)}/`)) {
      throw new FileError('EINVAL');
    }
    if (target?.kind === 'directory' && node.kind === 'file') throw new FileError('EISDIR');
    if (target?.kind === 'file' && node.kind === 'directory') throw new FileError('ENOTDIR');
    if (target?.kind === 'directory' && target.entries.size > 0) throw new FileError('ENOTEMPTY');
    const [newParent, newName] = this.#parent(to);
    const [oldParent, oldName] = this.#parent(from);
    if (target?.kind === 'file') this.#free(target);
    oldParent.entries.delete(oldName);
    newParent.entries.set(newName, node);
    oldParent.modified = this.now();
    newParent.modified = this.now();
  }

  /** The names in a directory, sorted as most file systems give them to Node. */
  list(path: string): (readonly [name: string, node: Node])[] {
    const node = this.get(path);
    if (node.kind !== 'directory') throw new FileError('ENOTDIR');
    return [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  contents(file: FileNode): Uint8Array {
    return file.data ?? file.source();
  }

  /** Before memory is taken for contents of that length. @throws FileError ENOSPC */
  requireRoom(file: FileNode, length: number): void {
    if (this.#used - (file.data?.byteLength ?? 0) + length > DISK_SIZE) throw new FileError('ENOSPC');
  }

  /** @throws FileError ENOSPC */
  setContents(file: FileNode, data: Uint8Array): void {
    this.requireRoom(file, data.byteLength);
    this.#used += data.byteLength - (file.data?.byteLength ?? 0);
    file.data = data;
    file.modified = this.now();
  }

  /** Its bytes no longer count: a descriptor that is still open keeps them, and counts what it writes from then on. */
  #free(file: FileNode): void {
    this.#used -= file.data?.byteLength ?? 0;
  }

  #parent(path: string): [DirectoryNode, string] {
    const full = this.resolve(path);
    const at = full.lastIndexOf('/');
    const parent = this.get(full.slice(0, at) || '/');
    if (parent.kind !== 'directory') throw new FileError('ENOTDIR');
    return [parent, full.slice(at + 1)];
  }

  #place(path: string, source: () => Uint8Array): void {
    const at = path.lastIndexOf('/');
    this.makeDirectories(path.slice(0, at) || '/', 0o755);
    const parent = this.get(path.slice(0, at) || '/');
    if (parent.kind === 'directory') parent.entries.set(path.slice(at + 1), this.#file(source));
  }

  #directory(mode = 0o755): DirectoryNode {
    const now = this.now();
    return { kind: 'directory', inode: this.#inodes++, mode, modified: now, created: now, entries: new Map() };
  }

  #file(source: () => Uint8Array, mode = 0o644): FileNode {
    const now = this.now();
    return { kind: 'file', inode: this.#inodes++, mode, modified: now, created: now, data: undefined, source };
  }
}
