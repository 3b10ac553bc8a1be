/** Bytes one direction of a stream may have under way before its reader has taken them. */
export const WINDOW = 65_536;
