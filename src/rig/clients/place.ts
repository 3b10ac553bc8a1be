/** What the clients of one check stand on. */
import type { Links } from '../link/links.ts';
import type { World } from '../world/world.ts';

export interface ClientPlace {
  readonly world: World;
  readonly links: Links;
  /** The port the server listens on: what a client names in `Host`. */
  readonly port: number;
  readonly random: () => number;
  /** What must be taken down when the check ends, before its links are. */
  atEnd(act: () => void): void;
}

/** Virtual ms that a wait of a check lasts unless told. */
export const WITHIN_MS = 2000;
export const LOOPBACK = '127.0.0.1';
