/** Grades one submission in one sandbox: boots it, starts the rig, and follows the rig protocol to its end. */
import type { CheckSummary, Submission } from '../src/exercise/catalog.ts';
import { CONTROL_VARIABLE, type Start } from '../src/rig/control/protocol.ts';
import type { CheckEnded } from '../src/rig/grading/results.ts';
import { type Command, type Report, report } from '../src/rig/protocol.ts';
import { encodeSequence, SequenceDecoder } from '../src/rig/sequence.ts';
import type { Exit, FileTree, Image, Process, Runtime, Sandbox } from '../src/sandbox/runtime.ts';

export interface GradeRequest {
  readonly runtime: Runtime;
  readonly image: Image;
  /** The grader's bundle. */
  readonly rig: string;
  /** In grading order; only these are run. */
  readonly checks: readonly CheckSummary[];
  readonly submission: Submission;
  readonly env: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Called as each check ends, in order. */
  onEnded?(ended: CheckEnded): void;
  /** Real ms without a word from the rig after which it is given up; the rig's own limits are shorter. */
  readonly silenceMs?: number;
}

const RIG_ENTRY = '/duplex/rig.cjs';
const SILENCE_MS = 150_000;
/** The first moment of 2026, like the rig's. */
const EPOCH = Date.UTC(2026, 0, 1);

/**
 * Never leaves a check without an outcome: what the rig does not report could not be checked.
 * @returns one outcome for each check, in order
 * @throws the signal's reason when aborted, SandboxError when there is no sandbox to be had
 */
export async function grade(request: GradeRequest): Promise<readonly CheckEnded[]> {
  const all: CheckEnded[] = [];
  const done = (ended: CheckEnded) => {
    all.push(ended);
    request.onEnded?.(ended);
  };
  for (;;) {
    const left = request.checks.slice(all.length);
    if (left.length === 0) return all;
    const end = await runRig(request, left, done);
    request.signal.throwIfAborted();
    // A rig gone before its time: the check it was at is lost, and the next sandbox gets the rest.
    // One that never came to a check will not do so the next time either.
    const victims = request.checks.slice(all.length, end.begun ? all.length + 1 : undefined);
    for (const victim of victims) done(lost(victim, end));
  }
}

interface RigEnd {
  readonly how: 'graded' | 'silent' | 'exited';
  readonly exit: Exit;
  /** The last of what the rig wrote to standard error. */
  readonly stderr: string;
  /** Whether it came as far as to a check. */
  readonly begun: boolean;
}

/** One sandbox, one rig, from boot to disposal. */
async function runRig(
  request: GradeRequest,
  checks: readonly CheckSummary[],
  done: (ended: CheckEnded) => void,
): Promise<RigEnd> {
  const { runtime, image, rig, submission, seed, env, signal, silenceMs = SILENCE_MS } = request;
  await using sandbox: Sandbox = await runtime.boot(image, signal);
  await sandbox.write({ ...below('/app', submission.files), [RIG_ENTRY]: rig });
  const start: Start = { clock: 'virtual', now: 0, epoch: EPOCH, seed };
  const process = await sandbox.spawn({ entry: RIG_ENTRY, env: { [CONTROL_VARIABLE]: JSON.stringify(start) } });

  const silence = new Silence(silenceMs, () => process.kill());
  let how: RigEnd['how'] = 'exited';
  let begun = false;
  const stderr = await followReports(process, silence, async (message) => {
    switch (message.type) {
      case 'ready':
        return send(process, { type: 'grade', entry: submission.entry, env, seed, only: checks.map(({ id }) => id) });
      case 'check-started':
        begun = true;
        return;
      case 'check-ended':
        return done(message);
      case 'graded':
        how = 'graded';
        return process.kill();
    }
  });
  silence.stop();
  return { how: silence.broken ? 'silent' : how, exit: await process.exited, stderr, begun };
}

/** Reads the rig's output to its end. @returns the last of what it wrote to standard error */
async function followReports(
  process: Process,
  silence: Silence,
  on: (message: Report) => Promise<void> | void,
): Promise<string> {
  const decoder = new SequenceDecoder();
  let stderr = '';
  for await (const { stream, text } of process.output) {
    if (stream === 'stderr') stderr = (stderr + text).slice(-2000);
    else {
      for (const value of decoder.push(text)) {
        silence.restart();
        const parsed = report.safeParse(value);
        if (parsed.success) await on(parsed.data);
      }
    }
  }
  return stderr;
}

async function send(process: Process, command: Command): Promise<void> {
  const writer = process.input.getWriter();
  await writer.write(encodeSequence(command));
  writer.releaseLock();
}

/** Ends a rig that says nothing any more. On the real clock: it is a limit of the engine, not a verdict. */
class Silence {
  broken = false;
  readonly #ms: number;
  readonly #end: () => void;
  #timer: NodeJS.Timeout;

  constructor(ms: number, end: () => void) {
    this.#ms = ms;
    this.#end = end;
    this.#timer = this.#set();
  }

  #set(): NodeJS.Timeout {
    return setTimeout(() => {
      this.broken = true;
      this.#end();
    }, this.#ms);
  }

  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#set();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function below(folder: string, files: Readonly<Record<string, string>>): FileTree {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}

/** The outcome of a check during which the rig ended. */
function lost({ id, title, points, lesson }: CheckSummary, end: RigEnd): CheckEnded {
  const base = { type: 'check-ended', id, title, points, lesson, ms: 0, output: '' } as const;
  if (end.how === 'exited' && end.exit.reason === 'out-of-memory') {
    return { ...base, verdict: { status: 'crashed', error: 'Your program used more memory than the sandbox has.' } };
  }
  return { ...base, verdict: { status: 'could-not-check', reason: reasonOf(end) } };
}

function reasonOf(end: RigEnd): string {
  switch (end.how) {
    case 'silent':
      return 'The grader has said nothing for minutes, so it was stopped. Close other programs and try again.';
    case 'graded':
      return 'The grader left this check out. Run it again; if that does not help, build the sandbox again: npm run build:sandbox.';
    case 'exited': {
      const lines = end.stderr.trim().split('\n');
      // Node prints the source line first, and its own version last.
      const error = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1);
      return `The grader ended unexpectedly (${error || `exit code ${end.exit.code}`}). Try again; if that does not help, report it.`;
    }
  }
}
