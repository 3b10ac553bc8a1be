/** The processes of one sandbox: starts them, answers what they ask, ends them. */
import {
  type Files,
  type FromFrame,
  type FromWorker,
  type ImageFiles,
  type ProcessEnd,
  type SpawnRequest,
  type ToWorker,
  TRUSTED_FOLDER,
} from '../protocol.ts';
import { type Member, Namespace } from './namespace.ts';
import type { Workers } from './workers.ts';

const APP_FOLDER = '/app/';

/** Exit code of a process whose worker failed; as Node's own "internal JavaScript run-time failure". */
const WORKER_FAILED = 7;

/** Each has a worker and its memory: a program that starts itself again and again must not take the tab. */
const MOST_PROCESSES = 48;

/** As in src/rig/control/protocol.ts: what makes a program a rig. */
const CONTROL_VARIABLE = 'DUPLEX_CONTROL';

interface FrameProcess extends Member {
  readonly parent: FrameProcess | undefined;
  readonly worker: Worker;
  readonly namespace: Namespace;
  /** The signals its program listens for. */
  signals: readonly string[];
}

export class Processes {
  readonly #workers: Workers;
  readonly #image: ImageFiles;
  readonly #report: (message: FromFrame) => void;
  readonly #shared = new Namespace();
  readonly #running = new Map<number, FrameProcess>();
  #files: Files = {};

  constructor(workers: Workers, image: ImageFiles, report: (message: FromFrame) => void) {
    this.#workers = workers;
    this.#image = image;
    this.#report = report;
  }

  get count(): number {
    return this.#running.size;
  }

  write(files: Files): void {
    this.#files = { ...this.#files, ...files };
  }

  /** Starts a program; without a parent it is trusted. */
  spawn(request: SpawnRequest, parent?: FrameProcess): void {
    const refusal = this.#refusal(request, parent);
    if (refusal) {
      this.#ended(request.pid, parent, { code: WORKER_FAILED, signal: null }, refusal);
      return;
    }
    const worker = this.#workers.take();
    const process: FrameProcess = {
      pid: request.pid,
      parent,
      worker,
      namespace: parent?.namespace ?? this.#namespaceFor(request),
      signals: [],
      post: (message, transfer = []) => worker.postMessage(message, transfer),
    };
    this.#running.set(process.pid, process);
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(process, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(process, { code: WORKER_FAILED, signal: null }, event.message || 'Its worker failed.');
    };
    const bound = process.namespace.bound;
    const ephemeral = process.namespace.join(process);
    const trust = parent ? 'student' : 'trusted';
    process.post(
      {
        ...request,
        app: undefined,
        type: 'start',
        parent: parent?.pid ?? 0,
        trust,
        image: this.#image,
        files: this.#filesFor(trust, request.app),
        bound,
        ephemeral,
      },
      [request.stdio],
    );
  }

  /** Ends a process whatever it is doing. */
  kill(pid: number, signal = 'SIGKILL'): void {
    const process = this.#running.get(pid);
    if (process) this.#end(process, { code: null, signal });
  }

  /** Programs of a sandbox meet on one network. A rig has one of its own, with its server, so that a play and a check can both listen on 3000. */
  #namespaceFor(request: SpawnRequest): Namespace {
    return CONTROL_VARIABLE in request.env ? new Namespace() : this.#shared;
  }

  #refusal(request: SpawnRequest, parent: FrameProcess | undefined): 'EACCES' | 'ENOENT' | 'EAGAIN' | undefined {
    if (parent?.parent) return 'EACCES';
    if (this.#running.has(request.pid) || this.#running.size >= MOST_PROCESSES) return 'EAGAIN';
    const known = [this.#files, request.app ?? {}, this.#image.index].some((files) => request.entry in files);
    return known ? undefined : 'ENOENT';
  }

  #filesFor(trust: 'trusted' | 'student', app: Files | undefined): Files {
    if (trust === 'trusted') return this.#files;
    const hidden = app ? [TRUSTED_FOLDER, APP_FOLDER] : [TRUSTED_FOLDER];
    const shown = Object.entries(this.#files).filter(([path]) => !hidden.some((folder) => path.startsWith(folder)));
    return { ...Object.fromEntries(shown), ...app };
  }

  #receive(process: FrameProcess, message: FromWorker): void {
    switch (message.type) {
      case 'exit':
        // It has said so on its stdio already: nobody else need hear of it.
        this.#remove(process);
        break;
      case 'listen':
        process.namespace.bind(process, message.port, message.address);
        break;
      case 'unlisten':
        process.namespace.unbind(process, message.port, message.address);
        break;
      case 'connect':
        process.namespace.route(process, message.request, message.port, message.address);
        break;
      case 'spawn':
        this.spawn(message, process);
        break;
      case 'kill':
        this.#signal(process, message.pid, message.signal);
        break;
      case 'signals':
        process.signals = message.names;
        break;
      case 'booted':
        break;
    }
  }

  /** A process may signal itself and its children. */
  #signal(from: FrameProcess, pid: number, signal: string): void {
    const to = this.#running.get(pid);
    if (!to || (to !== from && to.parent !== from)) return;
    if (signal !== 'SIGKILL' && to.signals.includes(signal)) to.post({ type: 'signal', name: signal });
    else this.#end(to, { code: null, signal });
  }

  #end(process: FrameProcess, end: ProcessEnd, fault?: string): void {
    this.#remove(process);
    this.#ended(process.pid, process.parent, end, undefined, fault);
  }

  /** Frees its ports, resets its connections, and ends its children with it. */
  #remove(process: FrameProcess): void {
    if (!this.#running.delete(process.pid)) return;
    process.worker.terminate();
    process.namespace.leave(process.pid);
    for (const other of [...this.#running.values()]) if (other.parent === process) this.#remove(other);
  }

  #ended(
    pid: number,
    parent: FrameProcess | undefined,
    end: ProcessEnd,
    refusal?: 'EACCES' | 'ENOENT' | 'EAGAIN',
    fault?: string,
  ): void {
    if (!parent) this.#report({ type: 'exited', pid, end, fault: fault ?? refusal });
    else if (refusal) parent.post({ type: 'not-spawned', pid, code: refusal });
    else parent.post({ type: 'exited', pid, end } satisfies ToWorker);
  }
}
