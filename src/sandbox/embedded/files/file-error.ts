/** What goes wrong with files, numbered and worded as libuv does on Linux. */

const ERRORS = {
  ENOENT: [-2, 'no such file or directory'],
  EBADF: [-9, 'bad file descriptor'],
  EAGAIN: [-11, 'resource temporarily unavailable'],
  EBUSY: [-16, 'resource busy or locked'],
  EEXIST: [-17, 'file already exists'],
  ENOTDIR: [-20, 'not a directory'],
  EISDIR: [-21, 'illegal operation on a directory'],
  EINVAL: [-22, 'invalid argument'],
  ELOOP: [-40, 'too many symbolic links encountered'],
  EPERM: [-1, 'operation not permitted'],
  ENOSPC: [-28, 'no space left on device'],
  ENOTEMPTY: [-39, 'directory not empty'],
} as const satisfies Readonly<Record<string, readonly [errno: number, message: string]>>;

export type ErrorCode = keyof typeof ERRORS;

/** A file operation failed; `FsBinding` makes of it the error that the program sees. */
export class FileError extends Error {
  readonly code: ErrorCode;
  /** Overrides the name of the operation: reading a directory fails in `read` though the call was to open it. */
  readonly syscall: string | undefined;

  constructor(code: ErrorCode, syscall?: string) {
    super(ERRORS[code][1]);
    this.code = code;
    this.syscall = syscall;
  }
}

/** What failed: the system call and its paths, which go into the message. */
export interface FailedCall {
  readonly syscall: string;
  readonly path?: string;
  readonly dest?: string;
}

export function errnoOf(code: ErrorCode): number {
  return ERRORS[code][0];
}

/** The error as Node's own file system throws it; without frames, which the caller adds or not. */
export function systemError(failure: FileError, call: FailedCall): Error {
  const { code } = failure;
  const syscall = failure.syscall ?? call.syscall;
  const [path, dest] = failure.syscall === undefined ? [call.path, call.dest] : [];
  const [errno, words] = ERRORS[code];
  const paths = path === undefined ? '' : ` '${path}'${dest === undefined ? '' : ` -> '${dest}'`}`;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const error = new Error(`${code}: ${words}, ${syscall}${paths}`);
  Error.stackTraceLimit = limit;
  const properties = { errno, code, syscall, ...(path !== undefined && { path }), ...(dest !== undefined && { dest }) };
  return Object.assign(error, properties);
}
