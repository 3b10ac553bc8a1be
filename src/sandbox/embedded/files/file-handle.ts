/** `binding.FileHandle`: the descriptor behind the handles of `fs/promises`. */
import type { OpenFiles } from './open-files.ts';
import type { Requests } from './requests.ts';

export type FileHandleClass = new (fd: number) => { readonly fd: number };

export function createFileHandle(open: OpenFiles, requests: Requests): FileHandleClass {
  return class FileHandle {
    /** Node's streams read files through `fs`, never through the handle. */
    readonly isStreamBase = false;
    #fd: number;

    constructor(fd: number) {
      this.#fd = fd;
    }

    get fd(): number {
      return this.#fd;
    }

    getAsyncId(): number {
      return 0;
    }

    close(): Promise<void> {
      return requests.promise(
        () => this.closeSync(),
        () => ({ syscall: 'close' }),
      );
    }

    closeSync(): void {
      const fd = this.releaseFD();
      if (fd >= 0) open.close(fd);
    }

    /** From now on the descriptor is the caller's. */
    releaseFD(): number {
      const fd = this.#fd;
      this.#fd = -1;
      return fd;
    }
  };
}
