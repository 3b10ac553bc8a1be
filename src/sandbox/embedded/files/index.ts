/** A process's private files, and Node's own `fs` library running on them. */
export { createFsDirBinding } from './directories.ts';
export type { FsBindingHost } from './files-host.ts';
export { createFsBinding, createFsEventWrapBinding } from './fs-binding.ts';
export { type FileTreeOptions, MemoryFiles } from './memory-files.ts';
export type { FilesHost } from './requests.ts';
