/** The words of protocol.ts without its schemas, for preloads: zod would cost every start of a server its loading. */

/** The environment variable that carries `Start`. */
export const CONTROL_VARIABLE = 'DUPLEX_CONTROL';

/** What `linkState` sums up of one end: EOF seen, FIN sent, destroyed, reading. */
export const flag = { ended: 1, finished: 2, destroyed: 4, reading: 8 } as const;

/** The environment variable that names the file of `StrippedTypes`, on `node`. */
export const STRIPPED_VARIABLE = 'DUPLEX_STRIPPED';
