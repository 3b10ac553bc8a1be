/** One rig in one sandbox, which grades submission after submission of one exercise, from boot to disposal. */
import type { CheckSummary, Submission } from '../src/exercise/catalog.ts';
import { CONTROL_VARIABLE, type Start } from '../src/rig/control/protocol.ts';
import type { CheckEnded } from '../src/rig/grading/results.ts';
import { type Command, type Report, report } from '../src/rig/protocol.ts';
import { encodeSequence, SequenceDecoder } from '../src/rig/sequence.ts';
import type { Exit, Image, Process, Runtime, Sandbox } from '../src/sandbox/runtime.ts';
import { Silence } from './silence.ts';

export interface RigParts {
  readonly runtime: Runtime;
  readonly image: Image;
  /** The grader's bundle. */
  readonly rig: string;
  readonly signal: AbortSignal;
  /** Real ms without a word from the rig after which it is given up; the rig's own limits are shorter. */
  readonly silenceMs?: number | undefined;
}

export interface Grading {
  /** In grading order; only these are run. */
  readonly checks: readonly CheckSummary[];
  readonly submission: Submission;
  readonly env: Readonly<Record<string, string>>;
  readonly seed: number;
}

/** How the rig came to the end of one submission. Only after `graded` can it be given another. */
export interface RigEnd {
  readonly how: 'graded' | 'silent' | 'exited';
  readonly exit: Exit;
  /** The last of what the rig wrote to standard error. */
  readonly stderr: string;
  /** Whether it came as far as to a check. */
  readonly begun: boolean;
}

const RIG_ENTRY = '/duplex/rig.cjs';
const SILENCE_MS = 150_000;
/** The first moment of 2026, like the rig's. */
const EPOCH = Date.UTC(2026, 0, 1);
const STDERR_CHARACTERS = 2000;
const LIVING: Exit = { code: null };

export class GradingRig implements AsyncDisposable {
  readonly #sandbox: Sandbox;
  readonly #process: Process;
  readonly #silence: Silence;
  readonly #ready = Promise.withResolvers<'ready' | 'exited'>();
  readonly #exited: Promise<Exit>;
  #stderr = '';
  #hear: (message: Report) => void = () => undefined;

  /** @throws SandboxError when there is no sandbox to be had, the signal's reason when aborted */
  static async start({ runtime, image, rig, signal, silenceMs = SILENCE_MS }: RigParts): Promise<GradingRig> {
    const sandbox = await runtime.boot(image, signal);
    try {
      await sandbox.write({ [RIG_ENTRY]: rig });
      const start: Start = { clock: 'virtual', now: 0, epoch: EPOCH };
      const env = { [CONTROL_VARIABLE]: JSON.stringify(start) };
      return new GradingRig(sandbox, await sandbox.spawn({ entry: RIG_ENTRY, env }), silenceMs);
    } catch (error) {
      await sandbox[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(sandbox: Sandbox, process: Process, silenceMs: number) {
    this.#sandbox = sandbox;
    this.#process = process;
    this.#silence = new Silence(silenceMs, () => process.kill());
    this.#exited = this.#followReports().then(() => process.exited);
    this.#exited.then(() => this.#ready.resolve('exited'));
  }

  /** One submission at a time. `done` is called as each check ends, in order. */
  async grade({ checks, submission, env, seed }: Grading, done: (ended: CheckEnded) => void): Promise<RigEnd> {
    const graded = Promise.withResolvers<'graded'>();
    let begun = false;
    this.#hear = (message) => {
      if (message.type === 'check-started') begun = true;
      else if (message.type === 'check-ended') done(message);
      else if (message.type === 'graded') graded.resolve('graded');
    };
    this.#silence.start();
    if ((await this.#ready.promise) === 'ready') {
      const { entry, files } = submission;
      await this.#send({ type: 'grade', entry, files, env, seed, only: checks.map(({ id }) => id) });
    }
    const end = await Promise.race([graded.promise, this.#exited]);
    this.#silence.stop();
    const stderr = this.#stderr;
    if (end === 'graded') return { how: 'graded', exit: LIVING, stderr, begun };
    return { how: this.#silence.broken ? 'silent' : 'exited', exit: end, stderr, begun };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#silence.stop();
    this.#process.kill();
    await this.#sandbox[Symbol.asyncDispose]();
  }

  /** Reads the rig's output to its end. */
  async #followReports(): Promise<void> {
    const decoder = new SequenceDecoder();
    for await (const { stream, text } of this.#process.output) {
      if (stream === 'stderr') this.#stderr = (this.#stderr + text).slice(-STDERR_CHARACTERS);
      else {
        for (const value of decoder.push(text)) {
          this.#silence.restart();
          const { success, data } = report.safeParse(value);
          if (!success) continue;
          if (data.type === 'ready') this.#ready.resolve('ready');
          this.#hear(data);
        }
      }
    }
  }

  async #send(command: Command): Promise<void> {
    const writer = this.#process.input.getWriter();
    await writer.write(encodeSequence(command));
    writer.releaseLock();
  }
}
