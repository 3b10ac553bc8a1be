import type { Llhttp, Pointer } from './llhttp.ts';

/**
 * The constants of `HTTPParser`; `insecureHTTPParser` sets all. `httpValidation: 'relaxed'` sets the last, which the
 * WebAssembly build of llhttp (9.3) does not know: it stays strict there, as without the option.
 */
export const LENIENT = {
  kLenientNone: 0,
  kLenientHeaders: 1 << 0,
  kLenientChunkedLength: 1 << 1,
  kLenientKeepAlive: 1 << 2,
  kLenientTransferEncoding: 1 << 3,
  kLenientVersion: 1 << 4,
  kLenientDataAfterClose: 1 << 5,
  kLenientOptionalLFAfterCR: 1 << 6,
  kLenientOptionalCRLFAfterChunk: 1 << 7,
  kLenientOptionalCRBeforeLF: 1 << 8,
  kLenientSpacesAfterChunkSize: 1 << 9,
  kLenientHeaderValueRelaxed: 1 << 10,
  kLenientAll: 0x3ff,
} as const;

export function setLenientFlags(library: Llhttp, parser: Pointer, flags: number): void {
  if (flags & LENIENT.kLenientHeaders) library.llhttp_set_lenient_headers(parser, 1);
  if (flags & LENIENT.kLenientChunkedLength) library.llhttp_set_lenient_chunked_length(parser, 1);
  if (flags & LENIENT.kLenientKeepAlive) library.llhttp_set_lenient_keep_alive(parser, 1);
  if (flags & LENIENT.kLenientTransferEncoding) library.llhttp_set_lenient_transfer_encoding(parser, 1);
  if (flags & LENIENT.kLenientVersion) library.llhttp_set_lenient_version(parser, 1);
  if (flags & LENIENT.kLenientDataAfterClose) library.llhttp_set_lenient_data_after_close(parser, 1);
  if (flags & LENIENT.kLenientOptionalLFAfterCR) library.llhttp_set_lenient_optional_lf_after_cr(parser, 1);
  if (flags & LENIENT.kLenientOptionalCRLFAfterChunk) library.llhttp_set_lenient_optional_crlf_after_chunk(parser, 1);
  if (flags & LENIENT.kLenientOptionalCRBeforeLF) library.llhttp_set_lenient_optional_cr_before_lf(parser, 1);
  if (flags & LENIENT.kLenientSpacesAfterChunkSize) library.llhttp_set_lenient_spaces_after_chunk_size(parser, 1);
}
