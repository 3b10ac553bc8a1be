/** The page's sandboxes as a `Runtime` on this side of the WebSocket. */
import type { WebSocket } from 'ws';
import {
  type Exit,
  type FileTree,
  type Image,
  type Output,
  type Process,
  type Program,
  type Runtime,
  type Sandbox,
  SandboxError,
} from '../../runtime.ts';
import type { FromPage, ToPage, WireFiles } from './protocol.ts';

type WithId = Extract<ToPage, { readonly id: number }>;
type WithoutId<M> = M extends { readonly id: number } ? Omit<M, 'id'> : never;

interface Waiting {
  resolve(value: string | undefined): void;
  reject(error: Error): void;
}

export class RemotePage {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #processes = new Map<number, RemoteProcess>();
  #lost: Error | undefined;
  #lastId = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(JSON.parse(String(data)) as FromPage));
    socket.on('error', () => {});
    socket.on('close', () => this.#lose());
  }

  nextId(): number {
    return ++this.#lastId;
  }

  ask(message: WithoutId<WithId>): Promise<string | undefined> {
    if (this.#lost) return Promise.reject(this.#lost);
    const id = this.nextId();
    this.tell({ ...message, id } as WithId);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  tell(message: ToPage): void {
    if (!this.#lost) this.#socket.send(JSON.stringify(message));
  }

  add(id: number, process: RemoteProcess): void {
    this.#processes.set(id, process);
  }

  #receive(message: FromPage): void {
    switch (message.type) {
      case 'done':
        this.#take(message.id)?.resolve(message.value);
        break;
      case 'failed':
        this.#take(message.id)?.reject(
          message.code ? new SandboxError(message.code, message.message) : new Error(message.message),
        );
        break;
      case 'output':
        this.#processes.get(message.process)?.receive(message.output);
        break;
      case 'exited':
        this.#processes.get(message.process)?.exit(message.exit);
        break;
      case 'output-ended':
        this.#processes.get(message.process)?.endOutput();
        this.#processes.delete(message.process);
        break;
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #lose(): void {
    this.#lost = new SandboxError('SANDBOX_LOST', 'The browser that ran the sandbox has gone. Start again.');
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
    for (const process of this.#processes.values()) {
      process.exit({ code: null, reason: 'killed' });
      process.endOutput();
    }
    this.#processes.clear();
  }
}

export function remoteRuntime(page: RemotePage): Runtime {
  return {
    id: 'embedded',
    capabilities: new Set(['virtual-time', 'kills-loops']),
    unavailable: () => page.ask({ type: 'unavailable' }),
    boot: (image, signal) => boot(page, image, signal),
  };
}

async function boot(page: RemotePage, image: Image, signal: AbortSignal): Promise<Sandbox> {
  signal.throwIfAborted();
  const sandbox = page.nextId();
  const booted = page.ask({ type: 'boot', sandbox, image });
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => {
    page.tell({ type: 'abort', sandbox });
    reject(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([booted, aborted]);
    const remote = new RemoteSandbox(page, sandbox);
    signal.addEventListener('abort', () => remote[Symbol.asyncDispose](), { once: true });
    return remote;
  } catch (error) {
    // It may have booted in the moment it was aborted.
    booted
      .then(
        () => page.ask({ type: 'dispose', sandbox }),
        () => {},
      )
      .catch(() => {});
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

class RemoteSandbox implements Sandbox {
  readonly #page: RemotePage;
  readonly #id: number;
  #disposed: Promise<unknown> | undefined;

  constructor(page: RemotePage, id: number) {
    this.#page = page;
    this.#id = id;
  }

  async write(files: FileTree): Promise<void> {
    await this.#page.ask({ type: 'write', sandbox: this.#id, files: toWire(files) });
  }

  async spawn(program: Program): Promise<Process> {
    const id = this.#page.nextId();
    const process = new RemoteProcess(this.#page, id);
    this.#page.add(id, process);
    await this.#page.ask({ type: 'spawn', sandbox: this.#id, process: id, program });
    return process;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#page.ask({ type: 'dispose', sandbox: this.#id }).catch(() => {});
    await this.#disposed;
  }
}

class RemoteProcess implements Process {
  readonly output: ReadableStream<Output>;
  readonly input: WritableStream<string>;
  readonly exited: Promise<Exit>;

  readonly #page: RemotePage;
  readonly #id: number;
  readonly #exit = Promise.withResolvers<Exit>();
  #controller: ReadableStreamDefaultController<Output> | undefined;
  #unread: number[] = [];

  constructor(page: RemotePage, id: number) {
    this.#page = page;
    this.#id = id;
    this.exited = this.#exit.promise;
    this.output = new ReadableStream<Output>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#markRead(),
        cancel: () => {
          this.#controller = undefined;
        },
      },
      { highWaterMark: 0 },
    );
    this.input = new WritableStream<string>({
      write: async (text) => {
        await page.ask({ type: 'input', process: id, text });
      },
      close: () => page.tell({ type: 'end-input', process: id }),
      abort: () => page.tell({ type: 'end-input', process: id }),
    });
  }

  kill(): void {
    this.#page.tell({ type: 'kill', process: this.#id });
  }

  receive(output: readonly Output[]): void {
    for (const item of output) {
      this.#unread.push(item.text.length);
      this.#controller?.enqueue(item);
    }
    if (!this.#controller || (this.#controller.desiredSize ?? 0) >= 0) this.#markRead();
  }

  exit(exit: Exit): void {
    this.#exit.resolve(exit);
  }

  endOutput(): void {
    this.#controller?.close();
    this.#controller = undefined;
  }

  #markRead(): void {
    const length = this.#unread.splice(0).reduce((sum, one) => sum + one, 0);
    if (length > 0) this.#page.tell({ type: 'read', process: this.#id, length });
  }
}

function toWire(files: FileTree): WireFiles {
  return Object.fromEntries(
    Object.entries(files).map(([path, contents]) => [
      path,
      typeof contents === 'string' ? { text: contents } : { base64: Buffer.from(contents).toString('base64') },
    ]),
  );
}
