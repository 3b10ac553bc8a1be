/** A process's files: a tree in memory over the image's archive, private to the process. Follows POSIX where programs can see it. */
import { FileError } from './file-error.ts';

export interface FileNode {
  readonly kind: 'file';
  readonly inode: number;
  /** How many names it has. */
  links: number;
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
  readonly entries: Map<string, Entry>;
}

/** A symbolic link. */
export interface LinkNode {
  readonly kind: 'link';
  readonly inode: number;
  mode: number;
  modified: number;
  created: number;
  readonly target: string;
}

export type Node = FileNode | DirectoryNode;
/** What a directory can hold. */
export type Entry = Node | LinkNode;

/** More symbolic links than that on one path are a loop, as in Linux. */
const MOST_LINKS = 40;

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
  /** Bits that new files and directories do not get; none unless told. */
  umask?(): number;
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

  /** What `path` stands for, symbolic links followed. @throws FileError ENOENT, ENOTDIR, ELOOP */
  get(path: string): Node {
    const { entry } = this.#walk(path, 'follow');
    if (entry.kind === 'link') throw new FileError('ELOOP');
    if (path.endsWith('/') && entry.kind !== 'directory') throw new FileError('ENOTDIR');
    return entry;
  }

  /** As `get`, but of a symbolic link the link itself. */
  look(path: string): Entry {
    return this.#walk(path, 'look').entry;
  }

  /** The path without symbolic links. */
  realPath(path: string): string {
    return this.#walk(path, 'follow').real;
  }

  #walk(path: string, last: 'follow' | 'look'): { readonly entry: Entry; readonly real: string } {
    let parts = partsOf(this.resolve(path));
    let real: string[] = [];
    let entry: Entry = this.#root;
    let links = 0;
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      if (entry.kind !== 'directory') throw new FileError('ENOTDIR');
      const next: Entry | undefined = entry.entries.get(part);
      if (next === undefined) throw new FileError('ENOENT');
      if (next.kind === 'link' && (last === 'follow' || parts.length > 0)) {
        links += 1;
        if (links > MOST_LINKS) throw new FileError('ELOOP');
        const folder = next.target.startsWith('/') ? '' : `/${real.join('/')}/`;
        parts = [...partsOf(this.resolve(folder + next.target)), ...parts];
        [entry, real] = [this.#root, []];
      } else {
        entry = next;
        real.push(part);
      }
    }
    return { entry, real: `/${real.join('/')}` };
  }

  symbolicLink(target: string, path: string): void {
    if (this.#isTaken(path)) throw new FileError('EEXIST');
    const [parent, name] = this.#parent(path);
    const now = this.now();
    parent.entries.set(name, {
      ...{ kind: 'link', inode: this.#inodes++, mode: 0o777, modified: now, created: now },
      target,
    });
    parent.modified = now;
  }

  /** Another name for a file. */
  link(from: string, to: string): void {
    const entry = this.look(from);
    if (entry.kind !== 'file') throw new FileError('EPERM');
    if (this.#isTaken(to)) throw new FileError('EEXIST');
    const [parent, name] = this.#parent(to);
    parent.entries.set(name, entry);
    entry.links += 1;
    parent.modified = this.now();
  }

  #isTaken(path: string): boolean {
    try {
      this.look(path);
      return true;
    } catch {
      return false;
    }
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
    const old = parent.entries.get(name);
    // A link that leads nowhere: what it names is made.
    if (old?.kind === 'link') return this.createFile(this.resolve(`${this.resolve(path)}/../${old.target}`), mode);
    const file = this.#file(() => new Uint8Array(), mode & ~this.#umask());
    parent.entries.set(name, file);
    parent.modified = this.now();
    return file;
  }

  makeDirectory(path: string, mode: number): void {
    if (this.resolve(path) === '/' || this.#isTaken(path)) throw new FileError('EEXIST');
    const [parent, name] = this.#parent(path);
    parent.entries.set(name, this.#directory(mode & ~this.#umask()));
    parent.modified = this.now();
  }

  /** Makes what is missing. @returns the first directory made, if any */
  makeDirectories(path: string, mode: number): string | undefined {
    const parts = this.resolve(path).split('/').slice(1).filter(Boolean);
    let directory = this.#root;
    let first: string | undefined;
    parts.forEach((part, depth) => {
      const held = directory.entries.get(part);
      const next = held?.kind === 'link' ? this.get(`/${parts.slice(0, depth + 1).join('/')}`) : held;
      if (next?.kind === 'file') throw new FileError(depth === parts.length - 1 ? 'EEXIST' : 'ENOTDIR');
      const made = next ?? this.#directory(mode & ~this.#umask());
      if (next === undefined) {
        directory.entries.set(part, made);
        first ??= `/${parts.slice(0, depth + 1).join('/')}`;
      }
      directory = made;
    });
    return first;
  }

  /** @param expected what it must be, else EISDIR or ENOTDIR */
  remove(path: string, expected: 'file' | 'directory' | 'anything'): void {
    const node = this.look(path);
    if (expected === 'file' && node.kind === 'directory') throw new FileError('EISDIR');
    if (expected === 'directory' && node.kind !== 'directory') throw new FileError('ENOTDIR');
    if (expected === 'directory' && node.kind === 'directory' && node.entries.size > 0)
      throw new FileError('ENOTEMPTY');
    if (node === this.#root) throw new FileError('EBUSY');
    if (node.kind === 'file') this.#free(node);
    const [parent, name] = this.#parent(path);
    parent.entries.delete(name);
    if (node.kind === 'file') node.links -= 1;
    parent.modified = this.now();
  }

  rename(from: string, to: string): void {
    const node = this.look(from);
    const target = this.#isTaken(to) ? this.look(to) : undefined;
    if (target === node) return;
    if (node.kind === 'directory' && `${this.resolve(to)}/`.startsWith(`${this.resolve(from)}/`)) {
      throw new FileError('EINVAL');
    }
    if (target?.kind === 'directory' && node.kind !== 'directory') throw new FileError('EISDIR');
    if (target && target.kind !== 'directory' && node.kind === 'directory') throw new FileError('ENOTDIR');
    if (target?.kind === 'directory' && target.entries.size > 0) throw new FileError('ENOTEMPTY');
    const [newParent, newName] = this.#parent(to);
    const [oldParent, oldName] = this.#parent(from);
    if (target?.kind === 'file') this.#free(target);
    oldParent.entries.delete(oldName);
    if (target?.kind === 'file') target.links -= 1;
    newParent.entries.set(newName, node);
    oldParent.modified = this.now();
    newParent.modified = this.now();
  }

  /** The names in a directory, sorted as most file systems give them to Node. */
  list(path: string): (readonly [name: string, entry: Entry])[] {
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

  #umask(): number {
    return this.#options.umask?.() ?? 0;
  }

  #directory(mode = 0o755): DirectoryNode {
    const now = this.now();
    return { kind: 'directory', inode: this.#inodes++, mode, modified: now, created: now, entries: new Map() };
  }

  #file(source: () => Uint8Array, mode = 0o644): FileNode {
    const now = this.now();
    return {
      kind: 'file',
      inode: this.#inodes++,
      links: 1,
      mode,
      modified: now,
      created: now,
      data: undefined,
      source,
    };
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
