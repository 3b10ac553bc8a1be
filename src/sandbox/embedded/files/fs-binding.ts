/** `internalBinding('fs')`: what Node's own `fs` library asks of the system, answered from memory. */
import { createCopyOperations } from './copy-operations.ts';
import { entryType, listRecursively } from './directories.ts';
import { FileError } from './file-error.ts';
import { createFileHandle } from './file-handle.ts';
import { createFileJobs } from './file-jobs.ts';
import { type BufferMaker, type FsBindingHost, type Path, pathText } from './files-host.ts';
import { createLoaderOperations } from './loader-operations.ts';
import type { MemoryFiles, Node } from './memory-files.ts';
import { OpenFiles } from './open-files.ts';
import { FSReqCallback, Requests } from './requests.ts';
import { statArray, statValues, streamStatValues } from './stats.ts';

type Bytes = Uint8Array;

const decoder = new TextDecoder();
/** Type, block size, blocks, free blocks, blocks for programs, files, free files: of a small disk. */
const FILE_SYSTEM = [0x01021994, 4096, 262_144, 262_144, 262_144, 65_536, 65_536];

export function createFsBinding(host: FsBindingHost, files: MemoryFiles): Record<string, unknown> {
  const symbols = host.internalBinding('symbols') as Readonly<Record<string, symbol>>;
  const kUsePromises = symbols['fs_use_promises_symbol'] ?? Symbol('fs_use_promises_symbol');
  const open = new OpenFiles(files, host.writeStdio);
  const requests = new Requests(host, kUsePromises);
  const buffers = () => (host.requireBuiltin('buffer') as { Buffer: BufferMaker }).Buffer;
  const encoded = (name: string, encoding: unknown): unknown => {
    if (encoding === undefined || encoding === null || encoding === 'utf8' || encoding === 'utf-8') return name;
    const bytes = buffers().from(name);
    return encoding === 'buffer' ? bytes : (bytes as { toString(encoding: string): string }).toString(String(encoding));
  };
  const onPath = (syscall: string, run: (...args: never[]) => unknown) =>
    requests.operation(run, ((path: Path) => ({ syscall, path: pathText(path) })) as never);
  const onTwoPaths = (syscall: string, run: (...args: never[]) => unknown) =>
    requests.operation(run, ((path: Path, dest: Path) => ({
      syscall,
      path: pathText(path),
      dest: pathText(dest),
    })) as never);
  const onDescriptor = (syscall: string, run: (...args: never[]) => unknown) =>
    requests.operation(run, () => ({ syscall }));
  const position = (value: unknown): number | undefined =>
    (typeof value === 'number' || typeof value === 'bigint') && value >= 0 ? Number(value) : undefined;

  const statOf = (path: Path, isBigInt: boolean, _request?: undefined, throwIfNoEntry = true) => {
    const node = throwIfNoEntry ? files.get(pathText(path)) : files.find(pathText(path));
    return node === undefined ? undefined : statArray(statValues(files, node), isBigInt);
  };
  const touch = (node: Node, seconds: number) => {
    node.modified = seconds * 1000;
  };
  const FileHandle = createFileHandle(open, requests);

  return {
    kUsePromises,
    FSReqCallback,
    kFsStatsFieldsNumber: 18,
    statValues: new Float64Array(36),
    bigintStatValues: new BigInt64Array(36),
    statFsValues: new Float64Array(8),
    bigintStatFsValues: new BigInt64Array(8),

    access: onPath('access', (path: Path) => void files.get(pathText(path))),
    existsSync: (path: Path) => files.find(pathText(path)) !== undefined,
    stat: onPath('stat', statOf),
    lstat: onPath('lstat', (path: Path, isBigInt: boolean, _request?: undefined, throwIfNoEntry = true) => {
      const entry = throwIfNoEntry ? files.look(pathText(path)) : quietly(() => files.look(pathText(path)));
      return entry === undefined ? undefined : statArray(statValues(files, entry), isBigInt);
    }),
    fstat: onDescriptor('fstat', (fd: number, isBigInt: boolean) => {
      const values = fd >= 0 && fd <= 2 ? streamStatValues() : statValues(files, open.node(fd));
      return statArray(values, isBigInt);
    }),
    statfs: onPath('statfs', (path: Path, isBigInt: boolean) => {
      files.get(pathText(path));
      return statArray(FILE_SYSTEM, isBigInt);
    }),

    open: onPath('open', (path: Path, flags: number, mode: number) => open.open(pathText(path), flags, mode)),
    openFileHandle: onPath('open', (path: Path, flags: number, mode: number) => {
      return new FileHandle(open.open(pathText(path), flags, mode));
    }),
    close: onDescriptor('close', (fd: number) => open.close(fd)),
    read: onDescriptor('read', (fd: number, target: Bytes, offset: number, length: number, at: unknown) => {
      return open.read(fd, bytesOf(target).subarray(offset, offset + length), position(at));
    }),
    readBuffers: onDescriptor('read', (fd: number, targets: readonly Bytes[], at: unknown) => {
      return eachBuffer(targets, position(at), (bytes, from) => open.read(fd, bytes, from));
    }),
    readFileUtf8: requests.operation(
      (path: Path | number, flags: number) => {
        const fd = typeof path === 'number' ? path : open.open(pathText(path), flags, 0o666);
        try {
          return decoder.decode(inSyscall('read', () => open.readRest(fd)));
        } finally {
          if (typeof path !== 'number') open.close(fd);
        }
      },
      (path: Path | number) => ({ syscall: 'open', path: typeof path === 'number' ? undefined : pathText(path) }),
    ),
    writeBuffer: onDescriptor('write', (fd: number, data: Bytes, offset: number, length: number, at: unknown) => {
      return open.write(fd, bytesOf(data).subarray(offset, offset + length), position(at));
    }),
    writeBuffers: onDescriptor('write', (fd: number, list: readonly Bytes[], at: unknown) => {
      return eachBuffer(list, position(at), (bytes, from) => open.write(fd, bytes, from));
    }),
    writeString: onDescriptor('write', (fd: number, text: string, at: unknown, encoding?: string) => {
      return open.write(fd, buffers().from(text, encoding ?? 'utf8'), position(at));
    }),
    writeFileUtf8: onPath('open', (path: Path | number, text: string, flags: number, mode: number) => {
      const bytes = buffers().from(text);
      if (typeof path === 'number') return void inSyscall('write', () => open.write(path, bytes, undefined));
      const fd = open.open(pathText(path), flags, mode);
      open.write(fd, bytes, undefined);
      open.close(fd);
    }),
    ftruncate: onDescriptor('ftruncate', (fd: number, length = 0) => open.truncate(fd, length)),
    fsync: onDescriptor('fsync', (fd: number) => void open.node(fd)),
    fdatasync: onDescriptor('fdatasync', (fd: number) => void open.node(fd)),

    mkdir: onPath('mkdir', (path: Path, mode: number, isRecursive: boolean) => {
      const name = pathText(path);
      if (isRecursive) return asGiven(files.makeDirectories(name, mode), name, files.resolve('.'));
      return void files.makeDirectory(name, mode);
    }),
    mkdtemp: requests.operation(
      (prefix: Path, encoding: unknown) => {
        let path: string;
        do path = pathText(prefix) + Math.random().toString(36).slice(2, 8).padEnd(6, 'x');
        while (files.find(path) !== undefined);
        files.makeDirectory(path, 0o700);
        return encoded(path, encoding);
      },
      (prefix: Path) => ({ syscall: 'mkdtemp', path: `${pathText(prefix)}XXXXXX` }),
    ),
    readdir: onPath('scandir', (path: Path, encoding: unknown, withTypes: boolean) => {
      const entries = files.list(pathText(path));
      const names = entries.map(([name]) => encoded(name, encoding));
      return withTypes ? [names, entries.map(([, node]) => entryType(node))] : names;
    }),
    readdirRecursive: onPath('scandir', (path: Path, encoding: unknown, withTypes: boolean) => {
      const folders = listRecursively(files, pathText(path));
      const inFolder = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`);
      if (!withTypes) {
        return folders.flatMap(({ folder, entries }) =>
          entries.map(([name]) => encoded(inFolder(folder, name), encoding)),
        );
      }
      const entries = folders.flatMap((listed) => listed.entries);
      return [
        entries.map(([name]) => encoded(name, encoding)),
        Uint8Array.from(entries, ([, node]) => entryType(node)),
        Uint32Array.from(folders, (listed) => listed.entries.length),
        folders.map(({ folder }) => folder),
      ];
    }),
    rmdir: onPath('rmdir', (path: Path) => files.remove(pathText(path), 'directory')),
    unlink: onPath('unlink', (path: Path) => files.remove(pathText(path), 'file')),
    rename: onTwoPaths('rename', (from: Path, to: Path) => files.rename(pathText(from), pathText(to))),
    realpath: onPath('realpath', (path: Path, encoding: unknown) => encoded(files.realPath(pathText(path)), encoding)),
    readlink: onPath('readlink', (path: Path, encoding: unknown) => {
      const entry = files.look(pathText(path));
      if (entry.kind !== 'link') throw new FileError('EINVAL');
      return encoded(entry.target, encoding);
    }),
    symlink: onTwoPaths('symlink', (target: Path, path: Path) => files.symbolicLink(pathText(target), pathText(path))),
    link: onTwoPaths('link', (from: Path, to: Path) => files.link(pathText(from), pathText(to))),

    chmod: onPath('chmod', (path: Path, mode: number) => {
      files.get(pathText(path)).mode = mode & 0o7777;
    }),
    fchmod: onDescriptor('fchmod', (fd: number, mode: number) => {
      open.node(fd).mode = mode & 0o7777;
    }),
    chown: onPath('chown', (path: Path) => void files.get(pathText(path))),
    lchown: onPath('lchown', (path: Path) => void files.get(pathText(path))),
    fchown: onDescriptor('fchown', (fd: number) => void open.node(fd)),
    utimes: onPath('utime', (path: Path, _accessed: number, modified: number) =>
      touch(files.get(pathText(path)), modified),
    ),
    lutimes: onPath('lutime', (path: Path, _accessed: number, modified: number) =>
      touch(files.get(pathText(path)), modified),
    ),
    futimes: onDescriptor('futime', (fd: number, _accessed: number, modified: number) =>
      touch(open.node(fd), modified),
    ),

    ...createCopyOperations(host, files, onTwoPaths, requests),
    ...createLoaderOperations(host, files),
    ...createFileJobs(host, files, open, requests),
    FileHandle,
    StatWatcher: class StatWatcher {
      constructor() {
        throw unwatchable(host, 'fs.watchFile()');
      }
    },
  };
}

/** `internalBinding('fs_event_wrap')`: nobody else changes a process's files, so there is nothing to watch. */
export function createFsEventWrapBinding(host: FsBindingHost): Record<string, unknown> {
  return {
    FSEvent: class FSEvent {
      constructor() {
        throw unwatchable(host, 'fs.watch()');
      }
    },
  };
}

function unwatchable(host: FsBindingHost, feature: string): Error {
  const { codes } = host.requireBuiltin('internal/errors') as {
    codes: Readonly<Record<string, new (...args: readonly unknown[]) => Error>>;
  };
  const Unavailable = codes['ERR_FEATURE_UNAVAILABLE_ON_PLATFORM'];
  const reason = `${feature} does nothing in this sandbox: no other process can change the files of this one`;
  if (Unavailable === undefined) return new Error(reason);
  return Object.assign(new Unavailable(feature), { message: reason });
}

function bytesOf(view: Uint8Array | DataView): Uint8Array {
  return view instanceof Uint8Array ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function eachBuffer(
  list: readonly Uint8Array[],
  start: number | undefined,
  transfer: (bytes: Uint8Array, position: number | undefined) => number,
): number {
  let total = 0;
  for (const item of list) {
    const bytes = bytesOf(item);
    const count = transfer(bytes, start === undefined ? undefined : start + total);
    total += count;
    if (count < bytes.length) break;
  }
  return total;
}

function inSyscall<Value>(syscall: string, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    throw error instanceof FileError ? new FileError(error.code, syscall) : error;
  }
}

/** A path that was made, absolute or relative as the program gave it. */
function asGiven(made: string | undefined, given: string, cwd: string): string | undefined {
  const inside = cwd === '/' ? '/' : `${cwd}/`;
  return made?.startsWith(inside) && !given.startsWith('/') ? made.slice(inside.length) : made;
}

function quietly<Value>(run: () => Value): Value | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
