/** HTTP requests that the learner sends by hand; each answer is told as it arrives, so that a stream shows as one. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { send } from '../clients/http.ts';
import { describeFailure } from '../clients/websocket.ts';
import type { Link } from '../link/link.ts';
import type { Command, Report } from '../protocol.ts';
import type { PlayPlace } from './clients.ts';

/** Characters of a body that are told; the wire view has all its bytes. */
const SHOWN = 64 * 1024;

interface Exchange {
  readonly request: ClientRequest;
  readonly link: Link;
}

export class PlayRequests {
  readonly #place: PlayPlace;
  readonly #report: (report: Report) => void;
  readonly #exchanges = new Map<string, Exchange>();

  constructor(place: PlayPlace, report: (report: Report) => void) {
    this.#place = place;
    this.#report = report;
  }

  async send({ id, method, path, headers, body }: Extract<Command, { type: 'http' }>): Promise<void> {
    const { links, port } = this.#place;
    const link = await links.open(`${method} ${path}`);
    const end = (error?: string) => {
      if (!this.#exchanges.delete(id) && error === undefined) return;
      links.drop(link);
      this.#report({ type: 'ended', id, ...(error === undefined ? {} : { error }) });
    };
    let request: ClientRequest;
    try {
      request = send(link, port, method, path, { body, headers });
    } catch (error) {
      return end(`This request cannot be sent: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.#exchanges.set(id, { request, link });
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#exchanges.has(id)) end(describeFailure(error, link));
    });
    request.on('response', (response) => this.#hear(id, response, end));
    // A server that switches protocols is done with HTTP: nothing more of it can be shown here.
    request.on('upgrade', (response, socket) => {
      this.#answered(id, response);
      socket.destroy();
      end();
    });
  }

  /** The learner has seen enough: the connection is reset. */
  async abort(id: string): Promise<void> {
    const exchange = this.#exchanges.get(id);
    if (!exchange) return;
    this.#exchanges.delete(id);
    await exchange.link.cut();
    exchange.request.destroy();
    this.#place.links.drop(exchange.link);
    this.#report({ type: 'ended', id, error: 'You cut the connection.' });
  }

  #hear(id: string, response: IncomingMessage, end: (error?: string) => void): void {
    this.#answered(id, response);
    let room = SHOWN;
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      if (room <= 0) return;
      const shown = text.length > room ? `${text.slice(0, room)}…` : text;
      room -= text.length;
      this.#report({ type: 'body', id, text: shown });
    });
    response.on('end', () => end());
    response.on('error', () => {
      if (this.#exchanges.has(id)) end('The connection ended before the answer was complete.');
    });
  }

  #answered(id: string, response: IncomingMessage): void {
    const { statusCode = 0, statusMessage = '', rawHeaders } = response;
    const headers = rawHeaders.flatMap((name, n) => (n % 2 === 0 ? [{ name, value: rawHeaders[n + 1] ?? '' }] : []));
    this.#report({ type: 'answered', id, status: statusCode, reason: statusMessage, headers });
  }
}
