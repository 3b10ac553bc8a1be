/** Every package that an exercise may name. */
export const EVERY_PACKAGE: readonly string[] = ['express', 'socket.io', 'socket.io-client', 'ws', 'zod'];

/** The closures of packages that the contract suite boots; the build makes an image for each. */
export const CONTRACT_PACKAGES: readonly (readonly string[])[] = [[], ['ws'], ['express', 'ws'], EVERY_PACKAGE];
