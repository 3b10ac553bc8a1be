/** For tests: stands for the rest of the world. Whatever reaches it, over TCP or UDP, has left the sandbox. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';

export interface Hit {
  readonly over: 'tcp' | 'udp';
  /** The first line that came, if any did: of an HTTP request, its path tells who sent it. */
  line: string;
}

export interface LeakServer extends AsyncDisposable {
  /** The same port for TCP and UDP. */
  readonly port: number;
  readonly url: string;
  /** Everything that has arrived, the connection that says nothing included. */
  readonly hits: readonly Hit[];
  /** Answered with 200 and this page. */
  servePage(path: string, html: string): void;
  /** The last parts of the paths that were asked for. */
  names(): Set<string>;
  /** Waits until `enough`, which is asked anew at each hit; at most `ms`. */
  until(enough: () => boolean, ms: number): Promise<void>;
  /** Forgets the hits. */
  clear(): void;
  /** Proves that it still hears: connects itself, and takes that hit out again. */
  witness(): Promise<void>;
}

const HOST = '127.0.0.1';

export async function openLeakServer(): Promise<LeakServer> {
  const hits: Hit[] = [];
  let wake = () => {};
  const pages = new Map<string, string>();
  const sockets = new Set<net.Socket>();
  const tcp = net.createServer((socket) => {
    const hit: Hit = { over: 'tcp', line: '' };
    hits.push(hit);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', (bytes) => {
      hit.line = bytes.toString('latin1').split('\r\n', 1)[0] ?? '';
      socket.end(answer(pages, hit.line));
      wake();
    });
  });
  tcp.listen(0, HOST);
  await once(tcp, 'listening');
  const { port } = tcp.address() as net.AddressInfo;
  const udp = dgram.createSocket('udp4');
  udp.on('message', (bytes) => {
    hits.push({ over: 'udp', line: bytes.toString('latin1').slice(0, 64) });
    wake();
  });
  udp.bind(port, HOST);
  await once(udp, 'listening');
  return {
    port,
    url: `http://${HOST}:${port}`,
    hits,
    servePage: (path, html) => void pages.set(path, html),
    names: () => new Set(hits.map(({ line }) => /\/([^/ ]+) HTTP/.exec(line)?.[1] ?? '')),
    clear: () => hits.splice(0),
    until: (enough, ms) =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          wake = () => {};
          resolve();
        };
        const timer = setTimeout(end, ms);
        wake = () => enough() && end();
        wake();
      }),
    async witness() {
      const word = `GET /witness-${Math.random()} HTTP/1.1`;
      const socket = net.connect(port, HOST);
      socket.end(`${word}\r\n\r\n`);
      await once(socket.resume(), 'close');
      const at = hits.findIndex(({ line }) => line === word);
      if (at < 0) throw new Error('The leak server has become deaf.');
      hits.splice(at, 1);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      udp.close();
      tcp.close();
      await once(tcp, 'close');
    },
  };
}

/** Anybody may read it: what fails has failed at a wall of ours. */
function answer(pages: ReadonlyMap<string, string>, requestLine: string): string {
  const [, path = ''] = requestLine.split(' ');
  const page = pages.get(path);
  const type = page === undefined ? 'text/javascript' : 'text/html';
  const body = page ?? '/* leaked */';
  return (
    `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
    `Access-Control-Allow-Origin: *\r\nCross-Origin-Resource-Policy: cross-origin\r\nConnection: close\r\n\r\n${body}`
  );
}
