/** `TCP` of `internalBinding('tcp_wrap')`: one socket, listening or connected. */
import { ANY4, ANY6, canBind, destination, type Family, LOOPBACK4, LOOPBACK6 } from './addresses.ts';
import { errno } from './errno.ts';
import type { Network } from './network.ts';
import type { Endpoint, Incoming } from './peer.ts';
import { type Carrier, StreamHandle } from './stream-handle.ts';

export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

interface ConnectRequest {
  oncomplete(status: number, handle: unknown, request: unknown, readable: boolean, writable: boolean): void;
}

const NOWHERE: SocketAddress = { address: '', port: 0 };

export class TcpHandle extends StreamHandle implements Endpoint {
  local: SocketAddress = NOWHERE;
  remote: SocketAddress = NOWHERE;
  onconnection: ((status: number, client?: TcpHandle) => void) | undefined;

  readonly #network: Network;
  /** `bind` reports a port in use at the next call, as libuv does. */
  #bindError = 0;
  #state: 'idle' | 'bound' | 'listening' | 'connecting' | 'connected' = 'idle';
  #request: ConnectRequest | undefined;

  constructor(network: Network, type: number) {
    super(network.kernel, type === 1 ? 'TCPSERVERWRAP' : 'TCPSOCKETWRAP', network.window);
    this.#network = network;
  }

  protected override isActive(): boolean {
    return this.#state === 'listening' || this.#state === 'connecting' || super.isActive();
  }

  get isConnecting(): boolean {
    return this.#state === 'connecting' && !this.closed;
  }

  /** Whether there ever was a connection. */
  get wasConnected(): boolean {
    return this.#state === 'connected';
  }

  // Options that mean nothing without a real network

  setNoDelay(): number {
    return 0;
  }
  setKeepAlive(): number {
    return 0;
  }
  setSimultaneousAccepts(): number {
    return 0;
  }
  setBlocking(): number {
    return 0;
  }
  setTypeOfService(): number {
    return 0;
  }
  getTypeOfService(): number {
    return 0;
  }

  /** No descriptor of a sandbox is a socket. */
  open(): number {
    return errno.EINVAL;
  }

  // Listening

  bind(address: string, port: number): number {
    return this.#bind(address, port);
  }

  bind6(address: string, port: number): number {
    return this.#bind(address, port);
  }

  #bind(address: string, port: number): number {
    if (this.#state !== 'idle') return errno.EINVAL;
    if (!canBind(address)) return errno.EADDRNOTAVAIL;
    const own = port || this.#network.ephemeralPort();
    if (own === undefined) return errno.EADDRINUSE;
    this.#state = 'bound';
    this.local = { address, port: own };
    if (!this.#network.isFree(this.local.port, address)) this.#bindError = errno.EADDRINUSE;
    return 0;
  }

  listen(_backlog: number): number {
    if (this.#bindError) return this.#bindError;
    if (this.#state === 'idle') this.#bind(ANY4, 0);
    if (!this.#network.isFree(this.local.port, this.local.address)) return errno.EADDRINUSE;
    this.#state = 'listening';
    this.#network.addListener(this);
    return 0;
  }

  /** Another process had bound the port first, before this one could hear of it. */
  lose(): void {
    this.#network.removeListener(this);
    this.later(() => this.onconnection?.(errno.EADDRINUSE));
  }

  /** A connection has come. The other side is told at once; the program hears of it in a callback of its own. */
  accept(incoming: Incoming, open: (endpoint: Endpoint) => Carrier): void {
    // `this.constructor` is the class the binding handed out, which the library tells handles by.
    const Handle = this.constructor as new (type: number) => TcpHandle;
    const client = new Handle(0);
    client.#become('connected', addressesOf(this.local.address, incoming));
    client.carrier = open(client);
    this.later(() => {
      if (this.closed) client.reset();
      else this.onconnection?.(0, client);
    });
  }

  // Connecting

  connect(request: ConnectRequest, address: string, port: number): number {
    return this.#connect(request, address, port);
  }

  connect6(request: ConnectRequest, address: string, port: number): number {
    return this.#connect(request, address, port);
  }

  #connect(request: ConnectRequest, address: string, port: number): number {
    if (this.#bindError) return this.#bindError;
    const to = destination(address);
    if (!to) return errno.ENETUNREACH;
    const from = this.#state === 'bound' ? this.local.port : this.#network.ephemeralPort();
    if (from === undefined) return errno.EADDRNOTAVAIL;
    const own = to.family === 6 ? LOOPBACK6 : LOOPBACK4;
    this.#become('connecting', { local: { address: own, port: from }, remote: { address: to.address, port } });
    this.#request = request;
    this.#network.connect(this, to.address, { port, from, family: to.family }, (carrier) => {
      if (this.closed) carrier.close('end');
      else this.carrier = carrier;
    });
    return 0;
  }

  receiveAccept(): void {
    this.#state = 'connected';
    this.#finishConnect(0);
  }

  receiveRefusal(): void {
    this.carrier = undefined;
    this.#finishConnect(errno.ECONNREFUSED);
  }

  override receiveReset(): void {
    if (this.#request) {
      this.carrier = undefined;
      this.#finishConnect(errno.ECONNRESET);
    } else super.receiveReset();
  }

  #finishConnect(status: number): void {
    const request = this.#request;
    this.#request = undefined;
    if (request)
      this.later(() => request.oncomplete(this.closed ? errno.ECANCELED : status, this, request, true, true));
  }

  #become(state: 'connecting' | 'connected', ends: { local: SocketAddress; remote: SocketAddress }): void {
    this.#state = state;
    this.local = ends.local;
    this.remote = ends.remote;
    this.#network.addConnection(this);
  }

  // Addresses

  getsockname(out: object): number {
    if (this.#bindError) return this.#bindError;
    if (this.#state === 'idle') return errno.EINVAL;
    describe(out, this.local);
    return 0;
  }

  getpeername(out: object): number {
    if (this.#state !== 'connected') return errno.ENOTCONN;
    describe(out, this.remote);
    return 0;
  }

  override close(callback?: () => void): void {
    if (this.closed) return;
    if (this.#state === 'listening') this.#network.removeListener(this);
    super.close(callback);
    this.#finishConnect(errno.ECANCELED);
    this.#network.removeConnection(this);
  }
}

/** A server bound to `::` sees IPv4 peers by mapped addresses. */
function addressesOf(bound: string, incoming: Incoming): { local: SocketAddress; remote: SocketAddress } {
  const plain = incoming.family === 6 ? LOOPBACK6 : LOOPBACK4;
  const address = bound === ANY6 && incoming.family === 4 ? `::ffff:${plain}` : plain;
  return { local: { address, port: incoming.port }, remote: { address, port: incoming.from } };
}

function describe(out: object, { address, port }: SocketAddress): void {
  Object.assign(out, { address, family: address.includes(':') ? 'IPv6' : 'IPv4', port });
}

export type { Family };
