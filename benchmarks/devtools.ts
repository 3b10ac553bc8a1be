/** The browser's debugging protocol, as far as the benchmark needs it: looks into the workers of a sandbox. */
import { setTimeout as pass } from 'node:timers/promises';
import { WebSocket } from 'ws';
import * as z from 'zod';

const message = z.object({
  id: z.optional(z.number()),
  sessionId: z.optional(z.string()),
  method: z.optional(z.string()),
  params: z.optional(z.unknown()),
  result: z.optional(z.unknown()),
  error: z.optional(z.object({ message: z.string() })),
});
const version = z.object({ webSocketDebuggerUrl: z.string() });
const attached = z.object({
  sessionId: z.string(),
  targetInfo: z.object({ type: z.string(), url: z.string(), targetId: z.string() }),
});
const detached = z.object({ sessionId: z.string() });

type Parameters = Readonly<Record<string, unknown>>;

/** A worker of the browser. */
export interface WorkerTarget {
  readonly sessionId: string;
}

/** How long the debugging port may take to open, ms. */
const OPEN_TIMEOUT = 10_000;

export class DevTools implements Disposable {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #workers = new Map<string, WorkerTarget>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(message.parse(JSON.parse(String(data)))));
  }

  /** @param port The browser's `--remote-debugging-port`. @throws Error when it does not open. */
  static async connect(port: number): Promise<DevTools> {
    const { webSocketDebuggerUrl } = await endpoint(port);
    const socket = new WebSocket(webSocketDebuggerUrl, { perMessageDeflate: false });
    await new Promise<void>((resolve, reject) => socket.once('open', () => resolve()).once('error', reject));
    const tools = new DevTools(socket);
    await tools.#attachBelow(undefined);
    return tools;
  }

  /** The workers that live now, oldest first. */
  get workers(): readonly WorkerTarget[] {
    return [...this.#workers.values()];
  }

  send(method: string, params: Parameters = {}, target?: WorkerTarget): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#answers.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params, ...(target && { sessionId: target.sessionId }) }));
    return answer.promise;
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  /** Workers belong to the frame, and the frame to the page: each level must be asked for the next. */
  #attachBelow(sessionId: string | undefined): Promise<unknown> {
    const target = sessionId === undefined ? undefined : { sessionId };
    return this.send(
      'Target.setAutoAttach',
      { autoAttach: true, waitForDebuggerOnStart: false, flatten: true },
      target,
    );
  }

  #receive({ id, method, params, result, error }: z.infer<typeof message>): void {
    if (id !== undefined) {
      const answer = this.#answers.get(id);
      this.#answers.delete(id);
      if (error) answer?.reject(new Error(error.message));
      else answer?.resolve(result);
    } else if (method === 'Target.attachedToTarget') this.#attached(attached.parse(params));
    else if (method === 'Target.detachedFromTarget') this.#workers.delete(detached.parse(params).sessionId);
  }

  #attached({ sessionId, targetInfo }: z.infer<typeof attached>): void {
    if (targetInfo.type === 'worker') this.#workers.set(sessionId, { sessionId });
    // It may be gone by now, which is no loss.
    else this.#attachBelow(sessionId).catch(() => {});
  }
}

async function endpoint(port: number): Promise<z.infer<typeof version>> {
  for (let waited = 0; ; waited += 100) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/json/version`);
      return version.parse(await response.json());
    } catch (cause) {
      if (waited >= OPEN_TIMEOUT) throw new Error('The debugging port of the browser did not open.', { cause });
      await pass(100);
    }
  }
}
