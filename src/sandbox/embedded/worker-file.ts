/**
 * The worker as one file: its script, and behind it the text of Node's library. The text is no part of the script, for
 * a browser scans a script as a whole each time a worker starts, and a program needs half of the library at most.
 */

export interface WorkerFile {
  readonly script: Uint8Array<ArrayBuffer>;
  readonly library: Uint8Array<ArrayBuffer>;
}

/** The file begins with a comment of this length that tells where the library begins, both in bytes. */
const HEAD = 16;

export function packWorker(script: string, library: string): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const text = encoder.encode(`${script}\n`);
  const head = encoder.encode(`//${HEAD + text.byteLength}`.padEnd(HEAD - 1).concat('\n'));
  const rest = encoder.encode(library);
  const file = new Uint8Array(HEAD + text.byteLength + rest.byteLength);
  file.set(head);
  file.set(text, HEAD);
  file.set(rest, HEAD + text.byteLength);
  return file;
}

/** The parts are views of the file. @throws RangeError when it is none */
export function unpackWorker(file: ArrayBuffer): WorkerFile {
  const bytes = new Uint8Array(file);
  const begin = Number(new TextDecoder().decode(bytes.subarray(2, HEAD)));
  if (!Number.isInteger(begin) || begin < HEAD || begin > bytes.byteLength)
    throw new RangeError('This is no file of a worker.');
  return { script: bytes.subarray(0, begin), library: bytes.subarray(begin) };
}
