/** Listing directories: for `fs.readdir`, and `internalBinding('fs_dir')` for `fs.opendir`. */
import { FileError } from './file-error.ts';
import { type FsBindingHost, type Path, pathText } from './files-host.ts';
import type { Entry, MemoryFiles } from './memory-files.ts';
import { Requests } from './requests.ts';

const DIRENT_FILE = 1;
const DIRENT_DIRECTORY = 2;
const DIRENT_LINK = 3;

/** `uv_dirent_type_t` */
export function entryType({ kind }: Entry): number {
  if (kind === 'link') return DIRENT_LINK;
  return kind === 'file' ? DIRENT_FILE : DIRENT_DIRECTORY;
}

export interface ListedFolder {
  /** Relative to the directory asked for; empty for that directory itself. */
  readonly folder: string;
  readonly entries: readonly (readonly [name: string, entry: Entry])[];
}

/** A directory and all below it, each directory's entries together. */
export function listRecursively(files: MemoryFiles, path: string): ListedFolder[] {
  const listed: ListedFolder[] = [];
  const waiting = [''];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    const entries = files.list(folder === '' ? path : `${path}/${folder}`);
    listed.push({ folder, entries });
    for (const [name, node] of entries) {
      if (node.kind === 'directory') waiting.push(folder === '' ? name : `${folder}/${name}`);
    }
  }
  return listed;
}

export function createFsDirBinding(host: FsBindingHost, files: MemoryFiles): Record<string, unknown> {
  const symbols = host.internalBinding('symbols') as Readonly<Record<string, symbol>>;
  const requests = new Requests(host, symbols['fs_use_promises_symbol'] ?? Symbol('fs_use_promises_symbol'));

  class DirHandle {
    readonly #entries: (readonly [name: string, entry: Entry])[];
    constructor(entries: (readonly [name: string, entry: Entry])[]) {
      this.#entries = entries;
    }
    readonly read = requests.operation(
      (_encoding: unknown, count: number) => {
        const part = this.#entries.splice(0, count);
        return part.length === 0 ? null : part.flatMap(([name, node]) => [name, entryType(node)]);
      },
      () => ({ syscall: 'scandir' }),
    );
    readonly close = requests.operation(
      () => {},
      () => ({ syscall: 'closedir' }),
    );
  }

  const open = (path: Path) => {
    const node = files.get(pathText(path));
    if (node.kind !== 'directory') throw new FileError('ENOTDIR');
    return new DirHandle(files.list(pathText(path)));
  };
  const opendir = requests.operation(open, (path: Path) => ({ syscall: 'opendir', path: pathText(path) }));
  return { opendir, opendirSync: opendir, DirHandle };
}
