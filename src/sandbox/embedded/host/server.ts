/** Serves the bare page and the sandbox's files on loopback, under the policy of the lab's pages. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SandboxManifest } from '../../../../build/sandbox/context.ts';
import { CONTROL_PATH } from './protocol.ts';

const HOST = '127.0.0.1';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.bin': 'application/octet-stream',
};

export interface HostServerOptions {
  /** The folder with `manifest.json`. */
  readonly folder: string;
  readonly manifest: Pick<SandboxManifest, 'host' | 'frame'>;
  readonly isolation: 'none' | 'cross-origin';
}

export interface HostServer {
  readonly url: string;
  /** Settles when the page has connected. */
  readonly control: Promise<WebSocket>;
  close(): Promise<void>;
}

export async function startHostServer(options: HostServerOptions): Promise<HostServer> {
  const token = randomBytes(16).toString('hex');
  const server = http.createServer((request, response) => {
    answer(options, new URL(request.url ?? '/', 'http://host').pathname, response).catch(() => {
      if (!response.headersSent) response.writeHead(404);
      response.end();
    });
  });
  const control = Promise.withResolvers<WebSocket>();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 256 * 1024 * 1024 });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://host');
    // Any page of this machine could try; only ours knows the token.
    if (url.pathname !== CONTROL_PATH || !isToken(url.searchParams.get('token'), token)) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (accepted) => control.resolve(accepted));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${port}/?token=${token}`,
    control: control.promise,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function isToken(given: string | null, token: string): boolean {
  return given !== null && given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token));
}

async function answer(options: HostServerOptions, pathname: string, response: http.ServerResponse): Promise<void> {
  const { folder, manifest, isolation } = options;
  if (isolation === 'cross-origin') {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
  }
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (pathname === '/') {
    response.setHeader('Content-Security-Policy', policy(manifest.frame.csp));
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>Duplex</title><body><script src="/_sandbox/${manifest.host}"></script>`);
    return;
  }
  const file = path.join(folder, path.normalize(decodeURIComponent(pathname)).replace(/^[/\\]_sandbox[/\\]/, ''));
  if (!pathname.startsWith('/_sandbox/') || !file.startsWith(folder)) {
    response.writeHead(404).end();
    return;
  }
  const contents = await readFile(file);
  response.setHeader('Content-Type', TYPES[path.extname(file)] ?? 'application/octet-stream');
  response.end(contents);
}

/** The policy of a lab page, as far as a page without a look needs it. The frame inherits it and narrows it. */
function policy(frameScript: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval' blob: ${frameScript}`,
    `style-src 'self' 'unsafe-inline'`,
    `worker-src 'self' blob:`,
    `connect-src 'self'`,
    `frame-src 'self'`,
  ].join('; ');
}
