/** The rig's hold on one student's process: starts it, asks its state, moves its clock, sees how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { patience } from './cpu-share.ts';
import type { FaultKind } from './faults.ts';
import type { LocalRequest, RigHost, ServerCommand, SubmissionFiles } from './host.ts';
import type { LoopWatch } from './loop-watch.ts';
import { CapturedOutput, type OutputStream } from './output.ts';
import { CONTROL_VARIABLE, reply, type Start, type State } from './protocol.ts';

/** How the student's process ended. Only `asked` is no fault of it. */
export type End =
  | { readonly how: 'asked' }
  | { readonly how: 'exited'; readonly code: number | null; readonly signal: string | null }
  /** It did not answer for `ms`, its limit, and longer where the machine was starved. */
  | { readonly how: 'unresponsive'; readonly ms: number }
  /** What came over the control pipe is no answer of ours: the program has tampered with it. */
  | { readonly how: 'tampered'; readonly problem: string };

export interface Fault {
  readonly kind: FaultKind;
  /** As Node prints the error, without its source line. */
  readonly text: string;
}

export interface ProcessOptions {
  readonly host: RigHost;
  readonly watch: LoopWatch;
  /** Relative to the submission. */
  readonly entry: string;
  /** In place of the files the rig was started with. */
  readonly files?: SubmissionFiles | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly start: Start;
  /** How long an answer may take, ms. */
  readonly answerWithinMs: number;
  readonly onOutput?: (stream: OutputStream, text: string) => void;
  readonly onListening?: (port: number) => void;
}

interface Waiting {
  readonly answer: (state: State | undefined) => void;
  readonly since: number;
}

/** A line longer than this is no answer of ours. */
const LONGEST_LINE = 4 * 1024 * 1024;
/** How long after the end of the control pipe the end of the process may come, ms. */
const EXIT_AFTER_PIPE_MS = 2000;
const DEFAULT_PORT = '3000';
/** However starved the machine is, silence is not excused for more than so many times the limit. */
const MOST_PATIENCE = 3;

export class ProcessControl {
  readonly entry: string;
  /** The port the program was told to listen on. */
  readonly port: number;
  readonly output: CapturedOutput;
  /** Settles when the process is gone and all its output has been read. Never rejects. */
  readonly ended: Promise<End>;
  /** Real time of the spawn, ms. */
  readonly spawnedAt: number;
  /** Why virtual time does not work in the process; undefined when it does. */
  unfit: string | undefined;
  /** Errors that nobody caught, and rejections nobody handled, so far; paths as the student knows them. */
  readonly faults: Fault[] = [];
  /** The ports it listened on when it last said so. */
  ports: readonly number[] = [];
  #end: End | undefined;
  #gone = false;
  #partial = '';
  #lastId = 0;
  readonly #waiting = new Map<number, Waiting>();
  readonly #child: ChildProcess;
  readonly #pipe: Readable & Writable;
  readonly #options: ProcessOptions;
  readonly #stopWatching: () => void;
  /** How long an answer may take now, ms: longer than the limit while the machine is starved. */
  #patienceMs: number;

  static async start(options: ProcessOptions): Promise<ProcessControl> {
    return new ProcessControl(options, await options.host.prepareServer(options.entry, options.files));
  }

  private constructor(options: ProcessOptions, command: ServerCommand) {
    this.#options = options;
    this.#patienceMs = options.answerWithinMs;
    this.entry = options.entry;
    this.output = new CapturedOutput(command.cwd, (stream, text) => options.onOutput?.(stream, text));
    const env: Record<string, string> = { PORT: DEFAULT_PORT, ...command.env, ...options.env };
    this.port = Number(env['PORT']);
    env[CONTROL_VARIABLE] = JSON.stringify(options.start);
    this.spawnedAt = options.host.realNow();
    this.#child = spawn(command.command, [...command.args], {
      cwd: command.cwd,
      env,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    this.#pipe = this.#child.stdio[3] as unknown as Readable & Writable;
    this.#child.stdin?.on('error', () => undefined).end();
    this.#read(this.#child.stdout, 'stdout');
    this.#read(this.#child.stderr, 'stderr');
    this.#listen();
    this.#stopWatching = options.watch.onTick(() => this.#checkAnswers());
    this.ended = this.#whenEnded().finally(() => command.release());
  }

  /** How it ended, or is ending; undefined while it lives. */
  get end(): End | undefined {
    return this.#end;
  }

  /** Settles with `undefined` when the process ends before it answers. */
  ask(request: LocalRequest): Promise<State | undefined> {
    if (this.#end) return Promise.resolve(undefined);
    return new Promise((answer) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { answer, since: this.#options.watch.onTime });
      this.#pipe.write(`${JSON.stringify({ ...request, id })}\n`);
    });
  }

  /** Ends the process at once. */
  async stop(): Promise<End> {
    this.#finish({ how: 'asked' });
    this.#kill();
    return this.ended;
  }

  #read(stream: Readable | null, name: OutputStream): void {
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => this.output.push(name, text));
    stream?.on('error', () => undefined);
  }

  #listen(): void {
    this.#pipe.setEncoding('utf8');
    this.#pipe.on('data', (text: string) => this.#receive(text));
    this.#pipe.on('error', () => undefined);
    this.#pipe.on('close', () => {
      // A natural end closes it too; only a program that closed the pipe lives on.
      this.#options.watch.after(EXIT_AFTER_PIPE_MS, () => this.#tampered('It has closed the control pipe.'));
    });
  }

  #receive(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    if (this.#partial.length > LONGEST_LINE) this.#tampered('It has written to the control pipe.');
    for (const line of lines) this.#receiveLine(line);
  }

  #receiveLine(line: string): void {
    const parsed = reply.safeParse(parseJson(line));
    if (!parsed.success) return this.#tampered('It has written to the control pipe.');
    const message = parsed.data;
    if ('id' in message) {
      this.ports = message.ports;
      this.#waiting.get(message.id)?.answer(message);
      this.#waiting.delete(message.id);
      this.#patienceMs = this.#options.answerWithinMs;
    } else if (message.event === 'listening') {
      this.ports = [...this.ports, message.port];
      this.#options.onListening?.(message.port);
    } else if (message.event === 'fault') {
      // The first tells what went wrong; a program that is past help may have thousands.
      if (this.faults.length === 0)
        this.faults.push({ kind: message.kind, text: this.output.withoutFolder(message.text) });
    } else this.unfit = message.problem;
  }

  #checkAnswers(): void {
    const { watch, answerWithinMs, host } = this.#options;
    for (const { since } of this.#waiting.values()) {
      const ms = watch.onTime - since;
      if (ms < this.#patienceMs) continue;
      // Silent for long; but a program that hardly gets a processor may be about to answer.
      this.#patienceMs = answerWithinMs * patience(() => host.realNow(), MOST_PATIENCE);
      if (ms < this.#patienceMs) return;
      this.#finish({ how: 'unresponsive', ms: answerWithinMs });
      this.#kill();
    }
  }

  #tampered(problem: string): void {
    this.#finish({ how: 'tampered', problem });
    this.#kill();
  }

  #kill(): void {
    if (!this.#gone) this.#child.kill('SIGKILL');
  }

  /** The first reason counts: a kill of ours must not look like an exit. */
  #finish(end: End): void {
    this.#end ??= end;
    for (const { answer } of this.#waiting.values()) answer(undefined);
    this.#waiting.clear();
  }

  #whenEnded(): Promise<End> {
    return new Promise((resolve) => {
      const finish = (end: End) => {
        this.#gone = true;
        this.#stopWatching();
        this.#finish(end);
        resolve(this.#end ?? end);
      };
      this.#child.on('error', (error) => {
        this.output.push('stderr', `${error.message}\n`);
        finish({ how: 'exited', code: null, signal: null });
      });
      this.#child.on('exit', (code, signal) => this.#finish({ how: 'exited', code, signal }));
      // Not `exit`: the last output may still be in the pipes.
      this.#child.on('close', (code, signal) => finish({ how: 'exited', code, signal }));
    });
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
