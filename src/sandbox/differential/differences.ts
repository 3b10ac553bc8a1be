/**
 * Programs that are known to print something else in the tab than on native Node, for a reason that cannot be mended.
 * Keep such a program small: it holds the difference and nothing more. One that prints the same after all fails its test.
 */
export interface Difference {
  readonly reason: string;
  /** Where it is explained, below `docs/discoveries/`. */
  readonly note: string;
}

export const DIFFERENCES: Readonly<Record<string, Difference>> = {
  'http/body-and-ticks.mjs': {
    reason: 'ticks and promise jobs run between a head and its body only when they came in two reads',
    note: 'ticks-between-head-and-body.md',
  },
  'net/kernel-buffer.mjs': {
    reason: 'a connection holds at most 64 KiB unread, not megabytes as in an operating system',
    note: 'flow-window.md',
  },
  'net/unix-socket.mjs': { reason: 'a sandbox has no sockets in its file system', note: 'no-unix-sockets.md' },
  'inspect/promise-state.mjs': {
    reason: 'nothing tells a page how a promise stands',
    note: 'what-a-page-cannot-inspect.md',
  },
  'inspect/iterator-entries.mjs': {
    reason: 'what is left of an iterator is seen only by using it up',
    note: 'what-a-page-cannot-inspect.md',
  },
  'inspect/weak-collections.mjs': {
    reason: 'a weak collection lists nothing',
    note: 'what-a-page-cannot-inspect.md',
  },
  'process/tick-after-error.cjs': {
    reason: 'a browser runs promise jobs at the end of every callback',
    note: 'order-after-uncaught-errors.md',
  },
  'zlib/brotli.mjs': { reason: 'Brotli and Zstandard are refused', note: 'libraries-beneath-node.md' },
  'fs/watch.cjs': { reason: 'fs.watch refuses: nobody else changes the files', note: 'libraries-beneath-node.md' },
};
