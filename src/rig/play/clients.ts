/** The clients that the learner steers by hand. */
import type { IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import { connect, describeFailure } from '../clients/websocket.ts';
import type { Link } from '../link/link.ts';
import type { Links } from '../link/links.ts';
import type { Report } from '../protocol.ts';

/** Characters of a message shown in a client's panel; the wire view has all its bytes. */
const SHOWN = 64 * 1024;
const NORMAL_CLOSURE = 1000;

interface Client {
  readonly socket: WebSocket;
  readonly link: Link;
}

export interface PlayPlace {
  readonly links: Links;
  /** The port the server was told to listen on. */
  readonly port: number;
  /** Ms since the recording began. */
  readonly now: () => number;
}

export class PlayClients {
  readonly #place: PlayPlace;
  readonly #report: (report: Report) => void;
  readonly #clients = new Map<string, Client>();

  constructor(place: PlayPlace, report: (report: Report) => void) {
    this.#place = place;
    this.#report = report;
  }

  /** A client of that name that is still connected is dropped first. */
  async connect(name: string, path: string): Promise<void> {
    const { links, port, now } = this.#place;
    this.#drop(name);
    const link = await links.open(name);
    let socket: WebSocket;
    try {
      socket = connect(link, path, { port });
    } catch (error) {
      links.drop(link);
      return this.#report({
        type: 'failed',
        client: name,
        error: `This is no path for a WebSocket: ${messageOf(error)}`,
      });
    }
    const client = { socket, link };
    this.#clients.set(name, client);
    /** What the client of the name does after it was replaced is nobody's business. */
    const tell = (report: Report) => this.#clients.get(name) === client && this.#report(report);
    let refused = false;
    let opened = false;

    socket.on('open', () => {
      opened = true;
      tell({ type: 'opened', client: name });
    });
    socket.on('message', (data: Buffer, isBinary) => {
      const text = isBinary ? data.toString('hex') : data.toString('utf8');
      tell({ type: 'message', client: name, text: shorten(text), isBinary, time: now() });
    });
    socket.on('unexpected-response', (request, { statusCode }: IncomingMessage) => {
      refused = true;
      tell({
        type: 'failed',
        client: name,
        error: `The server refused with status ${statusCode}.`,
        status: statusCode,
      });
      request.destroy();
      this.#forget(name, client);
    });
    socket.on('error', (error) => {
      if (opened || refused) return;
      refused = true;
      tell({ type: 'failed', client: name, error: describeFailure(error, link) });
      this.#forget(name, client);
    });
    socket.on('close', (code, reason) => {
      if (opened) tell({ type: 'closed', client: name, code, reason: reason.toString() });
      this.#forget(name, client);
    });
  }

  send(name: string, text: string): void {
    const socket = this.#clients.get(name)?.socket;
    if (socket?.readyState === WebSocket.OPEN) socket.send(text, () => undefined);
    else this.#report({ type: 'failed', client: name, error: 'It is not connected: nothing was sent.' });
  }

  disconnect(name: string, how: 'close' | 'fin' | 'cut'): void {
    const client = this.#clients.get(name);
    if (!client) return;
    if (how === 'close') client.socket.close(NORMAL_CLOSURE);
    else void client.link[how]();
  }

  dispose(): void {
    for (const name of [...this.#clients.keys()]) this.#drop(name);
  }

  #drop(name: string): void {
    const client = this.#clients.get(name);
    if (!client) return;
    this.#clients.delete(name);
    client.socket.terminate();
    this.#place.links.drop(client.link);
  }

  /** Its end has been told. */
  #forget(name: string, client: Client): void {
    if (this.#clients.get(name) === client) this.#clients.delete(name);
  }
}

function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
