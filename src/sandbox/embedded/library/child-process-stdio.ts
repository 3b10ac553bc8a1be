/** What a child's descriptors are connected to: pipes of the parent, nothing, or the parent's own output. */
import type { PipeHandle } from '../network/pipe.ts';
import type { StdioChannel } from '../network/stdio-channel.ts';
import type { Descriptor } from '../protocol.ts';

/** One entry of `options.stdio`, as Node's `getValidStdio` makes it. */
export type StdioOption =
  | { readonly type: 'ignore' }
  | { readonly type: 'pipe' | 'overlapped'; readonly handle: PipeHandle; readonly ipc?: boolean }
  | { readonly type: 'inherit' | 'fd'; readonly fd: number }
  | { readonly type: 'wrap' };

const DESCRIPTORS: readonly Descriptor[] = [0, 1, 2, 3];

/** @throws Error that says what a sandbox cannot connect. */
export function refuseUnsupported(stdio: readonly StdioOption[]): void {
  for (const [fd, option] of stdio.entries()) {
    if ('ipc' in option && option.ipc)
      throw new Error(
        'A sandbox has no channel to a child process: fork() and stdio "ipc" are not available. Use spawn and its pipes.',
      );
    if (option.type === 'wrap')
      throw new Error(`A sandbox cannot hand the stream at stdio[${fd}] to a child process: use 'pipe' and pipe it.`);
  }
}

export function connectStdio(channel: StdioChannel, stdio: readonly StdioOption[], own: StdioChannel): void {
  for (const fd of DESCRIPTORS) {
    const option = stdio[fd] ?? { type: 'ignore' };
    if ('handle' in option) option.handle.attach(channel, fd);
    else if (option.type === 'ignore') ignore(channel, fd);
    else if ('fd' in option) inherit(channel, fd, own, option.fd);
  }
}

/** As `/dev/null`. */
function ignore(channel: StdioChannel, fd: Descriptor): void {
  const carrier = channel.attach(fd, {
    receive: (bytes) => carrier.credit(bytes.byteLength),
    receiveEnd() {},
    receiveCredit() {},
    receiveClosed() {},
  });
  if (fd === 0) carrier.end();
}

/** The child's output goes where the parent's goes. Its input is empty: two processes cannot read one. */
function inherit(channel: StdioChannel, fd: Descriptor, own: StdioChannel, ownFd: number): void {
  if (fd === 0 || (ownFd !== 1 && ownFd !== 2)) {
    ignore(channel, fd);
    return;
  }
  const carrier = channel.attach(fd, {
    receive(bytes) {
      own.send(ownFd, bytes);
      carrier.credit(bytes.byteLength);
    },
    receiveEnd() {},
    receiveCredit() {},
    receiveClosed() {},
  });
}
