/** Cutting what a client sends, so that each piece reaches the server alone. */
import type { Pieces } from '../raw-websocket.ts';

/** @param pieces the length of each piece, or the places to cut at */
export function cut(bytes: Uint8Array, pieces: Pieces): Uint8Array[] {
  const places: number[] = [];
  if (typeof pieces === 'number') {
    for (let at = Math.max(1, pieces); at < bytes.length; at += Math.max(1, pieces)) places.push(at);
  } else places.push(...pieces);
  const ends = [...places, bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)).filter((piece) => piece.length > 0);
}
