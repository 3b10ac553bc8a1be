import net from 'node:net';

/** A TCP port of this machine that is free now. @throws Error when there is none */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('This machine gave no port.');
  return address.port;
}
