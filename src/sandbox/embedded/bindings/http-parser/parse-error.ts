/** Why a parse stopped, as Node names it: `HPE_HEADER_OVERFLOW` and the like. */
export interface ParseFailure {
  readonly code: string;
  readonly reason: string;
}

/** The error that `execute` and `finish` return, not throw. The library adds `rawPacket` and completes the message. */
export function parseError({ code, reason }: ParseFailure, bytesParsed: number): Error {
  return Object.assign(new Error('Parse Error'), { bytesParsed, code, reason });
}
