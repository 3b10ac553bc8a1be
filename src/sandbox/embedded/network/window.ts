/** Bytes one direction of a stream may have under way before its reader has taken them. */
export const WINDOW = 65_536;

/**
 * The same between two processes on virtual time: about what Linux takes for a peer that reads, so that a check meets
 * the same back-pressure on every runtime. A peer that has stopped reading is limited by the rig (`limitWrites`).
 */
export const VIRTUAL_WINDOW = 4 * 1024 * 1024;

/**
 * Bytes that one task may write to another process before they are sent: the other begins to read while this one still
 * writes. Measured in benchmarks/README.md.
 */
export const MOST_BATCHED = 65_536;
