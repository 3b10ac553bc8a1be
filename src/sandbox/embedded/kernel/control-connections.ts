/** What each connection of the process has sent and received since it was last asked, for the settle rule. */
import type { flag, LinkState } from '../../../rig/control/protocol.ts';
import type { Network } from '../network/network.ts';
import type { TcpHandle } from '../network/tcp.ts';

/** The protocol's own, without its schemas. */
const FLAG: typeof flag = { ended: 1, finished: 2, destroyed: 4, reading: 8 };

export class ConnectionStates {
  /** Rises with every change. */
  version = 0;

  readonly #network: Network;
  readonly #last = new Map<TcpHandle, LinkState>();
  #gone: LinkState[] = [];

  constructor(network: Network) {
    this.#network = network;
    network.onRemoved = (handle) => this.#remove(handle);
  }

  /** The connections that changed since the last call, and how many have no peer yet. */
  changes(): { links: LinkState[]; connecting: number } {
    const links = this.#gone;
    this.#gone = [];
    let connecting = 0;
    for (const handle of this.#network.connections) {
      if (handle.isConnecting) {
        connecting += 1;
        continue;
      }
      const state = stateOf(handle);
      if (isSame(state, this.#last.get(handle))) continue;
      this.#last.set(handle, state);
      links.push(state);
    }
    this.version += links.length;
    return { links, connecting };
  }

  /** A closed connection is told of once more, and then forgotten. */
  #remove(handle: TcpHandle): void {
    this.#last.delete(handle);
    if (handle.wasConnected) this.#gone.push(stateOf(handle));
  }
}

function stateOf(handle: TcpHandle): LinkState {
  const { endSeen, endSent, closed, reading } = handle.progress;
  const flags =
    (endSeen ? FLAG.ended : 0) |
    (endSent ? FLAG.finished : 0) |
    (closed ? FLAG.destroyed : 0) |
    (reading ? FLAG.reading : 0);
  const key = `${handle.local.port}>${handle.remote.port}`;
  return [key, handle.bytesWritten, handle.bytesRead, flags, closed ? 0 : handle.writeQueueSize];
}

function isSame(state: LinkState, last: LinkState | undefined): boolean {
  return last?.every((value, index) => value === state[index]) ?? false;
}
