/** `Pipe` of `internalBinding('pipe_wrap')`: a stream over one descriptor of a stdio channel. There are no named pipes. */
import type { Kernel } from '../kernel/kernel.ts';
import type { Descriptor } from '../protocol.ts';
import { errno } from './errno.ts';
import type { StdioChannel } from './stdio-channel.ts';
import { StreamHandle } from './stream-handle.ts';

export class PipeHandle extends StreamHandle {
  /** The process's own descriptors, for `open`. */
  readonly #own: StdioChannel | undefined;

  constructor(kernel: Kernel, own: StdioChannel | undefined) {
    super(kernel, 'PIPEWRAP');
    this.#own = own;
  }

  /** Makes this the near end of a child's descriptor, or of one of the process's own. */
  attach(channel: StdioChannel, fd: Descriptor): void {
    this.carrier = channel.attach(fd, this);
  }

  open(fd: number): number {
    if (!this.#own || (fd !== 0 && fd !== 1 && fd !== 2)) return errno.EBADF;
    this.fd = fd;
    this.attach(this.#own, fd);
    return 0;
  }

  bind(): number {
    return errno.ENOTSUP;
  }
  listen(): number {
    return errno.ENOTSUP;
  }
  connect(): number {
    return errno.ENOTSUP;
  }
  fchmod(): number {
    return errno.ENOTSUP;
  }
  setBlocking(): number {
    return 0;
  }
  setPendingInstances(): void {}
}
