/** `internalBinding('tcp_wrap')`, `('pipe_wrap')` and `('stream_wrap')` for Node 26.10's `net`. */
import type { Kernel } from '../kernel/kernel.ts';
import type { Network } from './network.ts';
import { PipeHandle } from './pipe.ts';
import type { StdioChannel } from './stdio-channel.ts';
import { StreamHandle } from './stream-handle.ts';
import { field, ShutdownWrap, streamBaseState, WriteWrap } from './stream-wrap.ts';
import { TcpHandle } from './tcp.ts';

export interface TcpBindings {
  readonly tcp_wrap: Record<string, unknown>;
  readonly pipe_wrap: Record<string, unknown>;
  readonly stream_wrap: Record<string, unknown>;
}

/** @param own The process's own stdio once it has started, which `new net.Socket({ fd })` opens. */
export function createTcpBindings(kernel: Kernel, network: Network, own: () => StdioChannel | undefined): TcpBindings {
  // The library makes handles with nothing but their kind, so the classes it gets know the network already.
  class TCP extends TcpHandle {
    constructor(type: number) {
      super(network, type);
    }
  }
  class Pipe extends PipeHandle {
    constructor(_type: number) {
      super(kernel, own());
    }
  }
  class TCPConnectWrap {}
  class PipeConnectWrap {}

  return {
    tcp_wrap: {
      TCP,
      TCPConnectWrap,
      constants: { SOCKET: 0, SERVER: 1, UV_TCP_IPV6ONLY: 1, UV_TCP_REUSEPORT: 2 },
    },
    pipe_wrap: {
      Pipe,
      PipeConnectWrap,
      constants: { SOCKET: 0, SERVER: 1, IPC: 2, UV_READABLE: 1, UV_WRITABLE: 2 },
    },
    stream_wrap: { ...field, streamBaseState, WriteWrap, ShutdownWrap, LibuvStreamWrap: StreamHandle },
  };
}
