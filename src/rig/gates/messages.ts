/** What a given module (`gate.js`) and the rig say to each other, as JSON lines over one TCP connection on loopback. */
import * as z from 'zod/mini';

/** The environment variable with the port that `gate.js` connects to; it takes it out. */
export const GATE_VARIABLE = 'DUPLEX_GATE';

/** From the program, and so untrusted. */
export const fromModule = z.union([
  z.object({ id: z.number(), gate: z.string(), operation: z.string(), arguments: z.array(z.unknown()) }),
  z.object({ id: z.number(), ended: z.literal('returned'), value: z.optional(z.unknown()) }),
  z.object({ id: z.number(), ended: z.literal('threw'), message: z.string() }),
]);
export type FromModule = z.infer<typeof fromModule>;

export type ToModule =
  /** Run the operation and tell how it ended. */
  | { readonly id: number; readonly act: 'run' }
  | { readonly id: number; readonly act: 'return'; readonly value: unknown }
  | { readonly id: number; readonly act: 'throw'; readonly error: { readonly message: string; readonly code?: string } }
  | { readonly act: 'receive'; readonly gate: string; readonly arguments: readonly unknown[] };
