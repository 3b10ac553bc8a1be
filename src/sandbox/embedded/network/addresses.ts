/** The addresses of a sandbox's network: loopback and the wildcards, nothing else. */

export type Family = 4 | 6;

export const ANY4 = '0.0.0.0';
export const ANY6 = '::';
export const LOOPBACK4 = '127.0.0.1';
export const LOOPBACK6 = '::1';

export function isLoopback4(address: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(address);
}

/** Whether a listener may be bound to it. */
export function canBind(address: string): boolean {
  return address === ANY4 || address === ANY6 || address === LOOPBACK6 || isLoopback4(address);
}

/** Where a connection to `address` goes, or undefined when the sandbox has no way there. The wildcards mean this host, as on Linux. */
export function destination(address: string): { address: string; family: Family } | undefined {
  const mapped = /^::ffff:(.+)$/i.exec(address)?.[1];
  if (mapped) return destination(mapped);
  if (address === LOOPBACK6 || address === ANY6) return { address: LOOPBACK6, family: 6 };
  if (address === ANY4) return { address: LOOPBACK4, family: 4 };
  return isLoopback4(address) ? { address, family: 4 } : undefined;
}

/** Whether a listener bound to `bound` takes connections to `to`. */
export function takes(bound: string, to: string): boolean {
  if (bound === to || bound === ANY6) return true;
  return bound === ANY4 && isLoopback4(to);
}

/** Whether two listeners on one port stand in each other's way. */
export function collide(a: string, b: string): boolean {
  return takes(a, b) || takes(b, a) || (isWildcard(a) && isWildcard(b));
}

function isWildcard(address: string): boolean {
  return address === ANY4 || address === ANY6;
}
