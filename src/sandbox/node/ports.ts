/**
 * Blocks of TCP ports, one a sandbox, below the range from which systems hand out ephemeral ports (32768 on Linux).
 * The first port of a block is its lock: who listens there owns the block, and the system frees it however the owner ends.
 */
import net from 'node:net';

const FIRST = 20_480;
const LAST = 32_767;
const BLOCK = 64;

export interface PortBlock {
  readonly first: number;
  readonly last: number;
  release(): Promise<void>;
}

/** @throws Error when every block is taken: more than 190 sandboxes at once */
export async function claimPorts(): Promise<PortBlock> {
  for (let lock = FIRST; lock + BLOCK <= LAST + 1; lock += BLOCK) {
    const server = await listen(lock);
    if (!server) continue;
    return {
      first: lock + 1,
      last: lock + BLOCK - 1,
      release: () => new Promise((resolve) => server.close(() => resolve())),
    };
  }
  throw new Error(`No free ports between ${FIRST} and ${LAST}. Close programs that use many ports and try again.`);
}

function listen(port: number): Promise<net.Server | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}
