/**
 * The network as one process sees it: its listeners, the ports others hold, and a way to each process it talks to.
 * All processes below one top-level process share a namespace of ports; the frame answers who listens where.
 */
import { native, postTo } from '../kernel/captured.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { BoundPort, FromWorker, ProcessStart, ToWorker } from '../protocol.ts';
import { collide, type Family, takes } from './addresses.ts';
import { transferOf } from './frames.ts';
import { type Endpoint, type Incoming, loopback, Peer } from './peer.ts';
import type { Carrier } from './stream-handle.ts';
import type { TcpHandle } from './tcp.ts';
import { MOST_BATCHED, WINDOW } from './window.ts';

/** What a process learns of the network when it starts. */
export type NetworkStart = Pick<ProcessStart, 'pid' | 'ephemeral' | 'bound'>;

/** What the frame tells a process about the network. */
export type NetworkMessage = Extract<ToWorker, { type: 'peer' | 'route' | 'bound' | 'unbound' | 'taken' | 'gone' }>;

interface Route {
  readonly endpoint: Endpoint;
  readonly to: Incoming;
  readonly connected: (carrier: Carrier) => void;
}

export class Network {
  readonly kernel: Kernel;
  /** To the frame. */
  readonly #send: (message: FromWorker) => void;
  readonly #listeners = new Set<TcpHandle>();
  #foreign: BoundPort[] = [];
  readonly #peers = new Map<number, Peer>();
  readonly #ports = new Map<number, MessagePort>();
  readonly #loopback: Peer;
  readonly #routes = new Map<number, Route>();
  readonly #connections = new Set<TcpHandle>();
  /** The local ports of the connections, and how many have each. */
  readonly #portsInUse = new Map<number, number>();
  #pid = 0;
  #ephemeral: readonly [first: number, last: number] = [1, 1];
  #nextRequest = 0;
  #nextEphemeral = 1;

  constructor(kernel: Kernel, send: (message: FromWorker) => void) {
    this.kernel = kernel;
    this.#send = send;
    this.#loopback = loopback(
      (incoming, open) => this.#accept(incoming, open),
      (flush) => kernel.afterTask(flush),
    );
  }

  /** A worker boots before it is known what it will run: this makes it a process. */
  start({ pid, ephemeral, bound }: NetworkStart): void {
    this.#pid = pid;
    this.#ephemeral = ephemeral;
    this.#nextEphemeral = ephemeral[0];
    this.#foreign = [...bound];
  }

  /** From the frame. */
  receive(message: NetworkMessage): void {
    switch (message.type) {
      case 'peer':
        this.#addPeer(message.pid, message.port);
        break;
      case 'route':
        this.#follow(message.request, message.pid);
        break;
      case 'bound':
        this.#foreign.push({ port: message.port, address: message.address, pid: message.pid });
        break;
      case 'unbound':
        this.#forget(
          (held) => held.port === message.port && held.address === message.address && held.pid === message.pid,
        );
        break;
      case 'taken':
        this.#listener(message.port, message.address)?.lose();
        break;
      case 'gone':
        this.#peerGone(message.pid);
        break;
    }
  }

  // Ports

  /** Whether a listener can have it. */
  isFree(port: number, address: string): boolean {
    const inTheWay = (held: { port: number; address: string }) => held.port === port && collide(held.address, address);
    for (const listener of this.#listeners) if (inTheWay(listener.local)) return false;
    return !this.#foreign.some(inTheWay);
  }

  /** A port of this process's own part of the ephemeral ones, in order, so that runs are alike; undefined when all are taken. */
  ephemeralPort(): number | undefined {
    const [first, last] = this.#ephemeral;
    for (let tries = first; tries <= last; tries += 1) {
      const port = this.#nextEphemeral;
      this.#nextEphemeral = port === last ? first : port + 1;
      if (!this.#portsInUse.has(port) && this.isFree(port, '::')) return port;
    }
    return undefined;
  }

  addListener(handle: TcpHandle): void {
    this.#listeners.add(handle);
    this.#send({ type: 'listen', ...handle.local });
    this.onListening?.(handle.local.port);
  }

  /** Frees the port at once. */
  removeListener(handle: TcpHandle): void {
    if (this.#listeners.delete(handle)) this.#send({ type: 'unlisten', ...handle.local });
  }

  // Connections

  connect(endpoint: Endpoint, address: string, to: Incoming, connected: (carrier: Carrier) => void): void {
    if (this.#listenerFor(to.port, address)) {
      connected(this.#loopback.connect(endpoint, to));
      return;
    }
    const request = ++this.#nextRequest;
    this.#routes.set(request, { endpoint, to, connected });
    this.#send({ type: 'connect', request, port: to.port, address });
  }

  addConnection(handle: TcpHandle): void {
    if (this.#connections.has(handle)) return;
    this.#connections.add(handle);
    const { port } = handle.local;
    this.#portsInUse.set(port, (this.#portsInUse.get(port) ?? 0) + 1);
  }

  removeConnection(handle: TcpHandle): void {
    if (this.#connections.delete(handle)) {
      const { port } = handle.local;
      const left = (this.#portsInUse.get(port) ?? 1) - 1;
      if (left === 0) this.#portsInUse.delete(port);
      else this.#portsInUse.set(port, left);
    }
    this.onRemoved?.(handle);
  }

  /** The process ends: every socket is closed as a kernel does, and the other ends are told. */
  closeAll(): void {
    for (const handle of [...this.#connections, ...this.#listeners]) handle.close();
    for (const peer of this.#peers.values()) peer.flush();
  }

  // For the control of the process

  /** Of the connections made from now on, bytes. */
  window = WINDOW;
  /** Bytes to one process from which on they do not wait for the end of the task. */
  mostBatched = MOST_BATCHED;
  onListening: ((port: number) => void) | undefined;
  onRemoved: ((handle: TcpHandle) => void) | undefined;

  get connections(): ReadonlySet<TcpHandle> {
    return this.#connections;
  }

  get listening(): readonly number[] {
    return [...this.#listeners].map((listener) => listener.local.port);
  }

  #follow(request: number, pid: number | undefined): void {
    const route = this.#routes.get(request);
    this.#routes.delete(request);
    if (!route) return;
    const peer = pid === this.#pid ? this.#loopback : pid === undefined ? undefined : this.#peers.get(pid);
    if (peer) route.connected(peer.connect(route.endpoint, route.to));
    else route.endpoint.receiveRefusal();
  }

  #accept(incoming: Incoming, open: (endpoint: Endpoint) => Carrier): boolean {
    const listener = this.#listenerFor(incoming.port, incoming.family === 6 ? '::1' : '127.0.0.1');
    if (!listener) return false;
    listener.accept(incoming, open);
    return true;
  }

  #listenerFor(port: number, to: string): TcpHandle | undefined {
    for (const { local } of this.#listeners)
      if (local.port === port && takes(local.address, to)) return this.#listener(port, local.address);
    return undefined;
  }

  #listener(port: number, address: string): TcpHandle | undefined {
    for (const listener of this.#listeners)
      if (listener.local.port === port && listener.local.address === address) return listener;
    return undefined;
  }

  #addPeer(pid: number, port: MessagePort): void {
    const peer = new Peer(this.#pid < pid ? 0 : 1, {
      post: (batch) => postTo(port, batch, transferOf(batch)),
      accept: (incoming, open) => this.#accept(incoming, open),
      later: (flush) => this.kernel.afterTask(flush),
      most: () => this.mostBatched,
    });
    this.kernel.listen(port, (batch) => {
      try {
        peer.receive(batch as Uint8Array);
      } catch {
        // Only a process that is broken or hostile sends such a batch: to this one it is as good as dead.
        this.#peerGone(pid);
      }
    });
    this.#peers.set(pid, peer);
    this.#ports.set(pid, port);
  }

  /** Its last bytes may still be on their way over its own port, so its connections end a task later. */
  #peerGone(pid: number): void {
    this.#forget((held) => held.pid === pid);
    const peer = this.#peers.get(pid);
    this.#peers.delete(pid);
    const port = this.#ports.get(pid);
    this.#ports.delete(pid);
    if (!peer) return;
    native.setTimeout(() => {
      port?.close();
      peer.gone();
    }, 0);
  }

  #forget(which: (held: BoundPort) => boolean): void {
    for (let i = this.#foreign.length - 1; i >= 0; i--) {
      const held = this.#foreign[i];
      if (held && which(held)) this.#foreign.splice(i, 1);
    }
  }
}

export type { Family };
