/** One HTTP exchange on a connection of its own. */
import http from 'node:http';
import { Mismatch, type TranscriptPosition } from '../check.ts';
import type { Link } from '../link/link.ts';
import type { Exchange, HttpOptions, HttpResponse } from '../rig.ts';
import { WaitedInVain } from '../world/errors.ts';
import type { World } from '../world/world.ts';
import { parseJson } from './inbox.ts';
import { type ClientPlace, LOOPBACK, WITHIN_MS } from './place.ts';
import { describeFailure } from './websocket.ts';

export interface Answer {
  readonly response: http.IncomingMessage;
  readonly body: Buffer;
}

/** @throws Mismatch when the connection ends before the answer. @throws WaitedInVain when none comes. */
export async function exchange(
  place: ClientPlace,
  method: string,
  path: string,
  options: HttpOptions = {},
): Promise<HttpResponse> {
  const started = await startExchange(place, method, path, options);
  return started.complete(`the whole answer to ${method} ${path}`, { withinMs: options.withinMs ?? WITHIN_MS });
}

/** Sends the request; the world has still to run. */
export async function startExchange(
  place: ClientPlace,
  method: string,
  path: string,
  options: HttpOptions = {},
): Promise<RigExchange> {
  const link = await place.links.open(options.name ?? `${method} ${path}`);
  return new RigExchange(send(link, place.port, method, path, options), link, place.world);
}

export class RigExchange implements Exchange {
  readonly link: Link;
  readonly #request: http.ClientRequest;
  readonly #world: World;
  readonly #parts: Buffer[] = [];
  #response: http.IncomingMessage | undefined;
  #endedAt: number | undefined;
  #failure: NodeJS.ErrnoException | undefined;
  /** Hears the body as it comes. */
  onData: (bytes: Uint8Array) => void = () => undefined;
  onFailure: () => void = () => undefined;

  constructor(request: http.ClientRequest, link: Link, world: World) {
    this.link = link;
    this.#request = request;
    this.#world = world;
    const fail = (error: NodeJS.ErrnoException) => {
      this.#failure ??= error;
      this.onFailure();
    };
    request.on('error', fail);
    request.on('response', (response) => {
      this.#response = response;
      response.on('data', (part: Buffer) => {
        this.#parts.push(part);
        this.onData(part);
      });
      response.on('end', () => {
        this.#endedAt = world.now();
      });
      response.on('error', fail);
    });
  }

  get name(): string {
    return this.link.name;
  }

  get head(): Exchange['head'] {
    const response = this.#response;
    return response && { status: response.statusCode ?? 0, headers: response.headers, at: this.#headEntry() };
  }

  get body(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  get failed(): string | undefined {
    return this.#failure && describeFailure(this.#failure, this.link);
  }

  async nextHead(label: string, { withinMs = WITHIN_MS } = {}): Promise<NonNullable<Exchange['head']>> {
    await this.#world.until(() => this.#response !== undefined || this.#failure !== undefined, withinMs);
    const { head } = this;
    if (head) return head;
    this.#throwIfFailed();
    throw new WaitedInVain(label, 'no answer', this.link.last());
  }

  async complete(label: string, { withinMs = WITHIN_MS } = {}): Promise<HttpResponse> {
    await this.#world.until(() => this.#endedAt !== undefined || this.#failure !== undefined, withinMs);
    const { head } = this;
    if (head && this.#endedAt !== undefined) {
      const text = Buffer.concat(this.#parts).toString('utf8');
      return { ...head, text, json: parseJson(text) };
    }
    this.#request.destroy();
    this.#throwIfFailed();
    throw new WaitedInVain(label, 'no complete answer', this.link.last());
  }

  async abort(): Promise<void> {
    this.#request.destroy();
    await this.#world.idle();
  }

  #throwIfFailed(): void {
    const { failed } = this;
    if (failed === undefined) return;
    throw new Mismatch({
      expected: `An answer to ${this.#request.method} ${this.#request.path}.`,
      received: failed,
      why: 'A client that gets no answer cannot tell a refusal from a dead server.',
      at: this.link.last(),
    });
  }

  #headEntry(): TranscriptPosition | undefined {
    const at = this.link.recording.last((entry) => entry.kind === 'response');
    return at && { link: this.link.name, entry: at.index };
  }
}

/** Sends one request on the link. @param port the server's: what `Host` names. */
export function send(link: Link, port: number, method: string, path: string, options: HttpOptions): http.ClientRequest {
  const { body } = options;
  const asIs = typeof body === 'string' || body instanceof Uint8Array;
  const payload = body === undefined || asIs ? body : JSON.stringify(body);
  const described = payload === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(payload)) };
  const typed = payload === undefined || asIs ? {} : { 'Content-Type': 'application/json' };
  const request = http.request({
    host: LOOPBACK,
    port: link.port,
    method,
    path,
    agent: false,
    headers: { Host: `${LOOPBACK}:${port}`, Connection: 'close', ...described, ...typed, ...options.headers },
  });
  request.end(payload);
  return request;
}

/** The whole answer. Rejects when the connection ends before it. */
export function collect(request: http.ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ response, body: Buffer.concat(parts) }));
      response.on('error', reject);
    });
  });
}
