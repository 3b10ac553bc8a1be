/** `binding.ReadFileJob` and `binding.WriteFileJob`: a whole file in one turn. */

import { FileError, systemError } from './file-error.ts';
import { type BufferMaker, type FsBindingHost, type Path, pathText } from './files-host.ts';
import type { MemoryFiles } from './memory-files.ts';
import type { OpenFiles } from './open-files.ts';
import { type Requests, seen } from './requests.ts';

const NO_DESCRIPTOR = -1;

export function createFileJobs(
  host: FsBindingHost,
  files: MemoryFiles,
  open: OpenFiles,
  requests: Requests,
): Record<string, unknown> {
  class ReadFileJob {
    ondone: ((error: unknown, bytes?: Uint8Array, fd?: number) => void) | undefined;
    readonly #path: Path;
    readonly #flags: number;

    constructor(path: Path, flags: number) {
      this.#path = path;
      this.#flags = flags;
    }

    run(): void {
      requests.schedule(() => {
        let bytes: Uint8Array;
        try {
          bytes = this.#read();
        } catch (error) {
          this.ondone?.(seen(error, { syscall: 'open', path: pathText(this.#path) }));
          return;
        }
        this.ondone?.(null, bytes, NO_DESCRIPTOR);
      });
    }

    #read(): Uint8Array {
      const fd = open.open(pathText(this.#path), this.#flags, 0o666);
      const node = open.node(fd);
      open.close(fd);
      if (node.kind === 'directory')
        throw systemError(new FileError('EISDIR'), { syscall: 'read', path: pathText(this.#path) });
      const { Buffer } = host.requireBuiltin('buffer') as { Buffer: BufferMaker };
      return Buffer.from(files.contents(node));
    }
  }

  class WriteFileJob {
    ondone: ((error: unknown) => void) | undefined;
    readonly #path: Path;
    readonly #flags: number;
    readonly #mode: number;
    readonly #data: Uint8Array;

    constructor(path: Path, flags: number, mode: number, data: Uint8Array) {
      this.#path = path;
      this.#flags = flags;
      this.#mode = mode;
      this.#data = data;
    }

    run(): void {
      requests.schedule(() => {
        try {
          const fd = open.open(pathText(this.#path), this.#flags, this.#mode);
          const { buffer, byteOffset, byteLength } = this.#data;
          open.write(fd, new Uint8Array(buffer, byteOffset, byteLength), undefined);
          open.close(fd);
        } catch (error) {
          this.ondone?.(seen(error, { syscall: 'open', path: pathText(this.#path) }));
          return;
        }
        this.ondone?.(null);
      });
    }
  }

  return { ReadFileJob, WriteFileJob };
}
