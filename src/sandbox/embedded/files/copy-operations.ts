/** Copying and removing of files and trees. */
import { FileError } from './file-error.ts';
import { type FsBindingHost, type Path, pathText } from './files-host.ts';
import type { MemoryFiles } from './memory-files.ts';
import { type Requests, seen } from './requests.ts';

const COPYFILE_EXCL = 1;

type TwoPathOperation = (syscall: string, run: (...args: never[]) => unknown) => (...args: unknown[]) => unknown;

export function createCopyOperations(
  host: FsBindingHost,
  files: MemoryFiles,
  onTwoPaths: TwoPathOperation,
  requests: Requests,
): Record<string, unknown> {
  const copyFile = (from: string, to: string, mode = 0) => {
    const source = files.get(from);
    if (source.kind === 'directory') throw new FileError('EISDIR');
    const existing = files.find(to);
    if (existing?.kind === 'directory') throw new FileError('EISDIR');
    if (existing !== undefined && (mode & COPYFILE_EXCL) !== 0) throw new FileError('EEXIST');
    const target = existing ?? files.createFile(to, source.mode);
    files.setContents(target, files.contents(source).slice());
  };
  const copyTree = (from: string, to: string) => {
    if (files.get(from).kind === 'file') return copyFile(from, to);
    files.makeDirectories(to, 0o777);
    for (const [name] of files.list(from)) copyTree(`${from}/${name}`, `${to}/${name}`);
  };
  class CpDirJob {
    ondone: ((error: unknown) => void) | undefined;
    readonly #from: Path;
    readonly #to: Path;

    constructor(from: Path, to: Path) {
      this.#from = from;
      this.#to = to;
    }

    run(): void {
      requests.schedule(() => {
        const [path, dest] = [pathText(this.#from), pathText(this.#to)];
        try {
          copyTree(path, dest);
        } catch (error) {
          this.ondone?.(seen(error, { syscall: 'cp', path, dest }));
          return;
        }
        this.ondone?.(null);
      });
    }
  }

  const refusal = (code: string, message: string) => Object.assign(new Error(message), { code });

  return {
    CpDirJob,
    copyFile: onTwoPaths('copyfile', (from: Path, to: Path, mode: number) =>
      copyFile(pathText(from), pathText(to), mode),
    ),
    rmSync(path: Path, _retries: number, isRecursive: boolean): void {
      const name = pathText(path);
      let kind: string;
      try {
        kind = files.look(name).kind;
      } catch {
        // Node's library has seen to `force` before.
        return;
      }
      if (kind === 'directory' && !isRecursive) throw refusal('ERR_FS_EISDIR', `Path is a directory: ${name}`);
      files.remove(name, 'anything');
    },
    cpSyncCheckPaths: onTwoPaths('cp', (from: Path, to: Path, _dereference: boolean, isRecursive: boolean) => {
      const source = files.get(pathText(from));
      if (source.kind === 'directory' && !isRecursive) {
        throw refusal('ERR_FS_EISDIR', `Recursive option not enabled, cannot copy a directory: ${pathText(from)}/`);
      }
      const { dirname } = host.requireBuiltin('path') as { dirname(path: string): string };
      files.makeDirectories(dirname(files.resolve(pathText(to))), 0o777);
    }),
    cpSyncOverrideFile: onTwoPaths('cp', (from: Path, to: Path) => copyFile(pathText(from), pathText(to))),
    cpSyncCopyDir: onTwoPaths('cp', (from: Path, to: Path) => copyTree(pathText(from), pathText(to))),
  };
}
