/** The books of every TCP connection between two processes: what each end sent, received and closed. */
import { flag, type LinkState, type State } from '../control/protocol.ts';

type Side = 'rig' | 'server';

/** Why a connection is not settled, and whose doing it is when it stays so. */
export interface Unsettled {
  readonly by: Side;
  readonly what: string;
  /** Between two sockets of the rig: no other process feels it. */
  readonly isInside?: boolean;
}

interface End {
  readonly side: Side;
  readonly sent: number;
  readonly received: number;
  readonly flags: number;
  readonly queued: number;
}

export class Ledger {
  readonly #ends = new Map<string, End>();
  /** Keys of the connections that changed and have not been found settled since. */
  readonly #open = new Set<string>();

  /** @returns whether `side` did anything that the other side may feel: all but receiving, and all between its own. */
  merge(side: Side, state: State): boolean {
    const felt = new Set<string>();
    for (const link of state.links) {
      const [key] = link;
      const end = endOf(side, link);
      if (!isFeltAlike(end, this.#ends.get(key))) felt.add(key);
      this.#ends.set(key, end);
      this.#open.add(key);
    }
    return [...felt].some((key) => this.#ends.get(peerOf(key))?.side !== side);
  }

  /** Whether this end exists and is not destroyed. */
  isOpen(key: string): boolean {
    const end = this.#ends.get(key);
    return end !== undefined && (end.flags & flag.destroyed) === 0;
  }

  /** What is still on its way, in words; undefined when nothing is. */
  unsettled(): Unsettled | undefined {
    for (const key of this.#open) {
      const reason = this.#unsettledConnection(key);
      if (reason) return reason;
      this.#open.delete(key);
    }
    return undefined;
  }

  #unsettledConnection(key: string): Unsettled | undefined {
    const here = this.#ends.get(key);
    if (!here) return undefined;
    const peerKey = peerOf(key);
    const there = this.#ends.get(peerKey);
    if (!there) {
      // It was refused, reset before it was accepted, or dropped as one too many: `server.maxConnections`.
      if (here.flags & (flag.destroyed | flag.ended)) return undefined;
      const port = key.split('>')[1];
      return { by: here.side, what: `a connection to port ${port} that has no other end here` };
    }
    const reason = unsettledDirection(here, there) ?? unsettledDirection(there, here);
    if (reason) return { by: 'rig', what: reason, isInside: here.side === 'rig' && there.side === 'rig' };
    if (here.flags & there.flags & flag.destroyed) {
      this.#ends.delete(key);
      this.#ends.delete(peerKey);
    }
    return undefined;
  }
}

function unsettledDirection(from: End, to: End): string | undefined {
  // It will read nothing more, whatever still comes.
  if (to.flags & (flag.ended | flag.destroyed)) return undefined;
  // It does not read: two equal polls are all that can be known.
  if (!(to.flags & flag.reading)) return undefined;
  if (from.flags & (flag.finished | flag.destroyed)) return `the ${to.side} has not seen the ${from.side} close`;
  if (from.queued > 0) return `the ${from.side} is still writing`;
  if (from.sent !== to.received) return `${to.received} of ${from.sent} bytes from the ${from.side} have arrived`;
  return undefined;
}

/** The same connection as its other end names it. */
function peerOf(key: string): string {
  return key.split('>').reverse().join('>');
}

function isFeltAlike(now: End, before: End | undefined): boolean {
  return now.sent === before?.sent && now.flags === before.flags && now.queued === before.queued;
}

function endOf(side: Side, [, sent, received, flags, queued]: LinkState): End {
  return { side, sent, received, flags, queued };
}
