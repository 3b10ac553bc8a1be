/** zlib's return codes, by the names Node gives to errors. */
export const STATUS = {
  Z_OK: 0,
  Z_STREAM_END: 1,
  Z_NEED_DICT: 2,
  Z_ERRNO: -1,
  Z_STREAM_ERROR: -2,
  Z_DATA_ERROR: -3,
  Z_MEM_ERROR: -4,
  Z_BUF_ERROR: -5,
  Z_VERSION_ERROR: -6,
} as const;

export const Z_FINISH = 4;

/** What is wrong with a stream, in the terms of the library's `onerror`. */
export interface ZlibFailure {
  readonly message: string;
  readonly errno: number;
  readonly code: string;
}

/** zlib's own message wins over `message`. */
export function failureOf(status: number, message: string, zlibMessage: string): ZlibFailure {
  const name = Object.entries(STATUS).find(([, value]) => value === status)?.[0];
  return { message: zlibMessage || message, errno: status, code: name ?? 'Z_ERRNO' };
}
