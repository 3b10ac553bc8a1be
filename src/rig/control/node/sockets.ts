/** What each TCP connection of a process has sent and received, and the ports it listens on. */
import diagnostics_channel from 'node:diagnostics_channel';
import net from 'node:net';
import type { LinkState } from '../protocol.ts';
import { flag } from '../words.ts';
import { limitWrites } from './write-limits.ts';

/** The parts of a socket that Node does not document. */
interface SocketInternals {
  readonly _bytesDispatched?: number;
  readonly _handle?: { readonly reading?: boolean } | null;
  readonly _readableState: { readonly ended: boolean };
}

interface Tracked {
  readonly socket: net.Socket;
  key: string | undefined;
  last: LinkState | undefined;
}

export interface Sockets {
  /** The links that changed since the last call, and how many sockets have no peer yet. */
  changes(): { links: LinkState[]; connecting: number };
  ports(): number[];
  /** As the request `window`. */
  window(port: number, limit: number | null): void;
}

const internals = (socket: net.Socket) => socket as unknown as SocketInternals;

/** Tells each port as soon as it is listened on. */
export function watchListening(onListening: (port: number) => void): () => number[] {
  const servers = new Map<net.Server, number>();
  diagnostics_channel.subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    const { server } = message as { server: net.Server };
    const port = portOf(server);
    if (port === undefined) return;
    servers.set(server, port);
    onListening(port);
  });
  return () => {
    // Not by an event: the program could see who listens for it.
    for (const server of servers.keys()) if (!server.listening) servers.delete(server);
    return [...servers.values()];
  };
}

function portOf(server: net.Server): number | undefined {
  const address = server.listening ? server.address() : null;
  return address && typeof address === 'object' ? address.port : undefined;
}

export function countSockets(ports: () => number[]): Sockets {
  const tracked = new Set<Tracked>();
  const known = new WeakSet<net.Socket>();

  const track = (socket: net.Socket) => {
    if (known.has(socket)) return;
    known.add(socket);
    // Without it the kernel may keep the last bytes back until the peer's delayed acknowledgement: real time.
    socket.setNoDelay(true);
    tracked.add({ socket, key: undefined, last: undefined });
  };
  diagnostics_channel.subscribe('net.server.socket', (message) => track((message as { socket: net.Socket }).socket));
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    const result = Reflect.apply(connect, this, args) as net.Socket;
    track(this);
    return result;
  } as typeof connect;

  return {
    ports,
    window: limitWrites(function* () {
      for (const { socket } of tracked) {
        const { _handle } = internals(socket);
        if (_handle) yield _handle;
      }
    }),
    changes() {
      const links: LinkState[] = [];
      let connecting = 0;
      for (const one of tracked) {
        const { socket } = one;
        if (one.key === undefined && socket.localPort && socket.remotePort) {
          one.key = `${socket.localPort}>${socket.remotePort}`;
        }
        if (one.key === undefined) {
          if (socket.destroyed) tracked.delete(one);
          else if (socket.connecting) connecting++;
          continue;
        }
        const now = stateOf(one.key, socket);
        if (!one.last || now.some((value, index) => value !== one.last?.[index])) {
          one.last = now;
          links.push(now);
        }
        if (socket.destroyed) tracked.delete(one);
      }
      return { links, connecting };
    },
  };
}

function stateOf(key: string, socket: net.Socket): LinkState {
  const { _bytesDispatched, _handle, _readableState } = internals(socket);
  const flags =
    (_readableState.ended ? flag.ended : 0) |
    (socket.writableFinished ? flag.finished : 0) |
    (socket.destroyed ? flag.destroyed : 0) |
    (_handle?.reading ? flag.reading : 0);
  return [key, _bytesDispatched ?? 0, socket.bytesRead, flags, socket.destroyed ? 0 : socket.writableLength];
}
