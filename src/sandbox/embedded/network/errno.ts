/** The error numbers a stream or socket answers with: libuv's, negated errno of Linux. */
export const errno = {
  EOF: -4095,
  EPIPE: -32,
  EBADF: -9,
  EACCES: -13,
  EINVAL: -22,
  EADDRINUSE: -98,
  EADDRNOTAVAIL: -99,
  ENETUNREACH: -101,
  ECONNRESET: -104,
  ENOTCONN: -107,
  ECONNREFUSED: -111,
  ECANCELED: -125,
  ENOTSUP: -95,
} as const;
