/** The closures of packages that the contract suite boots; the build makes an image for each. */
export const CONTRACT_PACKAGES: readonly (readonly string[])[] = [
  [],
  ['ws'],
  ['express', 'ws'],
  ['express', 'socket.io', 'socket.io-client', 'ws', 'zod'],
];
