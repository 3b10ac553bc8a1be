/** What of the process the file system's bindings need, and the forms in which Node's library hands over paths and bytes. */
import type { WriteStdio } from './open-files.ts';
import type { FilesHost } from './requests.ts';

export interface FsBindingHost extends FilesHost {
  internalBinding(name: string): Record<string, unknown>;
  /** A module of Node's library, internal ones too. */
  requireBuiltin(id: string): unknown;
  readonly writeStdio?: WriteStdio;
}

export type Path = string | Uint8Array;

/** Node's `Buffer`. */
export interface BufferMaker {
  from(data: Uint8Array | ArrayBuffer | string, offsetOrEncoding?: number | string, length?: number): Uint8Array;
}

const decoder = new TextDecoder();

export function pathText(path: Path): string {
  return typeof path === 'string' ? path : decoder.decode(path);
}
