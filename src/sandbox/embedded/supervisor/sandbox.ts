/** One embedded sandbox: a frame, its files and its processes, seen from the page. */
import { type FileTree, type Process, type Program, type Sandbox, SandboxError } from '../../runtime.ts';
import type { FromFrame, ImageFiles, WorkerParts } from '../protocol.ts';
import { SandboxFrame } from './frame.ts';
import { EmbeddedProcess } from './process.ts';

const KILLED = { code: null, signal: 'SIGKILL' } as const;

export class EmbeddedSandbox implements Sandbox {
  readonly #frame: SandboxFrame;
  readonly #processes = new Map<number, EmbeddedProcess>();
  readonly #paths = new Set<string>();
  readonly #loaded = Promise.withResolvers<void>();
  readonly #booted = Promise.withResolvers<void>();
  #state: 'running' | 'lost' | 'disposed' = 'running';
  #lastPid = 0;

  /** Makes the frame, which a browser may give a process of its own: that takes about as long as fetching the other parts. */
  constructor(script: string, scriptSource: string) {
    // It may be closed before anybody waits for this.
    this.#booted.promise.catch(() => {});
    this.#frame = new SandboxFrame(
      script,
      scriptSource,
      (message) => this.#receive(message),
      () => this.#lose(),
    );
  }

  /** Resolves when the first worker has booted. */
  async boot(worker: WorkerParts, image: ImageFiles): Promise<void> {
    for (const path of Object.keys(image.index)) this.#paths.add(path);
    await Promise.race([this.#loaded.promise, this.#booted.promise]);
    this.#frame.send({ type: 'boot', worker, image });
    return this.#booted.promise;
  }

  async write(files: FileTree): Promise<void> {
    this.#requireRunning();
    for (const path of Object.keys(files)) this.#paths.add(path);
    this.#frame.send({ type: 'write', files });
  }

  async spawn({ entry, args = [], env = {}, cwd = '/app' }: Program): Promise<Process> {
    this.#requireRunning();
    if (!this.#paths.has(entry)) {
      throw new SandboxError(
        'SANDBOX_NO_SUCH_FILE',
        `There is no file ${entry} in the sandbox. Write it before it is started.`,
      );
    }
    const pid = ++this.#lastPid;
    const { port1, port2 } = new MessageChannel();
    const process = new EmbeddedProcess(port1, () => this.#frame.send({ type: 'kill', pid }));
    this.#processes.set(pid, process);
    process.exited.then(() => this.#processes.delete(pid));
    this.#frame.send({ type: 'spawn', pid, entry, args, env, cwd, stdio: port2 }, [port2]);
    return process;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === 'disposed') return;
    this.#state = 'disposed';
    this.#endAll('killed');
    this.#booted.reject(new SandboxError('SANDBOX_DISPOSED', 'The sandbox was closed.'));
  }

  #receive(message: FromFrame): void {
    switch (message.type) {
      case 'loaded':
        this.#loaded.resolve();
        break;
      case 'booted':
        this.#frame.watch();
        this.#booted.resolve();
        break;
      case 'failed':
        this.#booted.reject(new SandboxError('SANDBOX_UNAVAILABLE', refusal(String(message.message))));
        break;
      case 'exited':
        // What it printed last may still be on its way over its own port.
        setTimeout(() => this.#processes.get(message.pid)?.finish(message.end, undefined, message.fault));
        break;
      case 'pong':
        break;
    }
  }

  /** The frame's process is gone: in practice a program took all memory. */
  #lose(): void {
    this.#state = 'lost';
    this.#endAll('out-of-memory');
  }

  #endAll(reason: 'killed' | 'out-of-memory'): void {
    this.#frame.remove();
    for (const process of this.#processes.values()) process.finish(KILLED, reason);
  }

  #requireRunning(): void {
    if (this.#state === 'lost') {
      throw new SandboxError(
        'SANDBOX_LOST',
        'The sandbox broke down, most likely because a program took all memory. Start it again.',
      );
    }
    if (this.#state === 'disposed') {
      throw new SandboxError('SANDBOX_DISPOSED', 'The sandbox was closed. Start it again.');
    }
  }
}

/** WebKit gives no reason: it takes the script of a worker in an opaque frame for one without the page's embedder policy. */
function refusal(reason: string): string {
  if (reason === '' && crossOriginIsolated)
    return 'This browser runs no programs on a cross-origin isolated page, as this one is: use Firefox, Chrome or Edge here.';
  return `This browser could not start the sandbox: ${reason || 'its worker failed.'}`;
}
