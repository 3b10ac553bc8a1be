import type ZStream from 'pako/lib/zlib/zstream.js';
import { STATUS } from './status.ts';

/** zlib's configuration table: good length, lazy length, nice length and chain length of each level. */
const LEVELS: readonly (readonly [number, number, number, number])[] = [
  [0, 0, 0, 0],
  [4, 4, 8, 4],
  [4, 5, 16, 8],
  [4, 6, 32, 32],
  [4, 4, 16, 16],
  [8, 16, 32, 32],
  [8, 16, 128, 128],
  [8, 32, 128, 256],
  [32, 128, 258, 1024],
  [32, 258, 258, 4096],
];
const DEFAULT_LEVEL = 6;

/** The fields of pako's deflate state that depend on the parameters. */
interface DeflateState {
  level: number;
  strategy: number;
  matches: number;
  head: Uint16Array;
  good_match: number;
  max_lazy_match: number;
  nice_match: number;
  max_chain_length: number;
}

/** zlib's `deflateParams`, which pako lacks. Node flushes the stream before it calls this, so no input is pending. */
export function deflateParams(stream: ZStream, level: number, strategy: number): number {
  const state = stream.state as DeflateState;
  const chosen = level === -1 ? DEFAULT_LEVEL : level;
  const configuration = LEVELS[chosen];
  if (!configuration || strategy < 0 || strategy > 4) return STATUS.Z_STREAM_ERROR;
  if (state.level !== chosen) {
    // Level 0 keeps no hashes: those from before it point to bytes that have moved.
    if (state.level === 0 && state.matches !== 0) {
      state.head.fill(0);
      state.matches = 0;
    }
    state.level = chosen;
    [state.good_match, state.max_lazy_match, state.nice_match, state.max_chain_length] = configuration;
  }
  state.strategy = strategy;
  return STATUS.Z_OK;
}
