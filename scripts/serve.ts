/** A static server for the built site: precompressed files, long caching of hashed names. */
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import sirv from 'sirv';
import { ROOT } from '../build/sandbox/context.ts';

export interface Site {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** The first port to try; when it is taken, the next ones, and then any. */
  readonly port: number;
  /** Sends COOP and COEP, so that pages are cross-origin isolated (WebContainer needs it). */
  readonly isolated?: boolean;
}

const HASHED = /\/(_astro|_sandbox)\/.*\.[\w-]{8}\.\w+$/;

export async function serveSite({ port, isolated = false }: ServeOptions): Promise<Site> {
  const files = sirv(path.join(ROOT, 'dist'), {
    brotli: true,
    gzip: true,
    dev: false,
    etag: true,
    setHeaders(response, pathname) {
      response.setHeader('cache-control', HASHED.test(pathname) ? 'public, max-age=31536000, immutable' : 'no-cache');
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('referrer-policy', 'same-origin');
      if (!isolated) return;
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    },
  });
  const server = createServer((request, response) => {
    files(request, response, () => {
      request.url = '/404.html';
      files(request, response, () => void response.writeHead(404).end('Not found'));
    });
  });
  const taken = await listenNear(server, port);
  return {
    url: `http://localhost:${taken}/`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listenNear(server: Server, first: number): Promise<number> {
  const candidates = first === 0 ? [0] : [first, first + 1, first + 2, first + 3, 0];
  for (const port of candidates) {
    const got = await listen(server, port);
    if (got !== undefined) return got;
  }
  throw new Error('No free port was found on this machine.');
}

/** @returns the port, or undefined when it is taken. */
function listen(server: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error);
    server.once('error', onError);
    server.listen(port, () => {
      server.off('error', onError);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
