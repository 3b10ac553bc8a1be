/** One check on a fresh process in a fresh world: start, run, verdict, tear-down. */
import type { Check, Verdict } from '../check.ts';
import type { RigHost, SubmissionFiles } from '../control/host.ts';
import type { LoopWatch } from '../control/loop-watch.ts';
import { ProcessControl } from '../control/process.ts';
import { seedRandom } from '../control/seed-random.ts';
import { Gates } from '../gates/gates.ts';
import { Links } from '../link/links.ts';
import { transcriptOf } from '../link/transcript.ts';
import type { Transcript } from '../protocol.ts';
import { randomFrom } from '../random.ts';
import { TookTooLong } from '../world/errors.ts';
import { World } from '../world/world.ts';
import { CheckRig } from './check-rig.ts';
import { untilListening } from './listening.ts';
import { verdictOf } from './verdicts.ts';

export interface AttemptOptions {
  readonly host: RigHost;
  readonly watch: LoopWatch;
  /** Relative to the submission. */
  readonly entry: string;
  readonly files?: SubmissionFiles | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly seed: number;
}

export interface Outcome {
  readonly verdict: Verdict;
  /** What the program printed last. */
  readonly output: string;
  /** Present unless the check passed. */
  readonly transcript: Transcript | undefined;
}

/** When each check begins, as the program's clock tells it: the first moment of 2026. */
const EPOCH = Date.UTC(2026, 0, 1);
/** A program that is silent for so long is stuck, ms. */
const ANSWER_WITHIN_MS = 10_000;
/** No check takes so long on a machine that is on time, ms. */
const CHECK_LIMIT_MS = 60_000;
const OUTPUT_CHARACTERS = 4096;

export async function attempt(check: Check, options: AttemptOptions): Promise<Outcome> {
  const { host, watch, entry, files, env, seed } = options;
  // Each check draws from its own part of the seed, so that it runs alone as it runs among the others.
  const checkSeed = (seed ^ hash(check.id)) >>> 0;
  const began = host.now();
  const gates = check.gates && (await Gates.listen(check.gates));
  const server = await ProcessControl.start({
    host,
    watch,
    entry,
    files,
    env: { ...env, ...check.env, ...gates?.env },
    start: { clock: 'virtual', now: began, epoch: EPOCH - began, seed: checkSeed },
    answerWithinMs: ANSWER_WITHIN_MS,
  });
  const world = new World({ host, watch, server });
  const links = new Links({
    port: server.port,
    pass: (link, act) => world.gate.pass(link, act),
    now: () => host.now() - began,
    step: () => world.step,
    idle: () => world.idle(),
    limitWrites: (port, limit) => world.limitWrites(port, limit),
  });

  const random = randomFrom(checkSeed);
  // The jitter of clients that come back by themselves.
  seedRandom(checkSeed);
  const endings: (() => void)[] = [];
  const atEnd = (act: () => void) => void endings.push(act);
  gates?.enter({ world, now: () => host.now() - began, random });

  const run = async () => {
    await untilListening(server, world);
    await check.run(new CheckRig({ world, links, gates, server, port: server.port, random, atEnd }, seed));
    // What the last act of the check has set off may still kill the program.
    await world.idle();
  };
  let error: unknown;
  try {
    await withLimit(run, watch, world);
  } catch (thrown) {
    error = thrown;
  }
  // Its last words first: whether it crashed is read from them.
  if (server.end) await server.ended;
  const verdict = verdictOf(gates?.unsound ?? error, server, seed);
  const transcript = verdict.status === 'passed' ? undefined : finish(links, gates, world, verdict);
  for (const end of endings) end();
  world.gate.clear();
  links.dispose();
  gates?.dispose();
  await server.stop();
  return { verdict, output: server.output.last(OUTPUT_CHARACTERS), transcript };
}

function finish(links: Links, gates: Gates | undefined, world: World, verdict: Verdict): Transcript {
  const recordings = [...links.all.map(({ recording }) => recording), ...(gates?.recordings ?? [])];
  for (const recording of recordings) recording.end(world.step);
  const marked = verdict.status === 'failed' || verdict.status === 'timed-out' ? verdict.at : undefined;
  return transcriptOf(recordings, marked);
}

/** A check that runs on for ever, or a program that makes it, ends here. */
async function withLimit(run: () => Promise<void>, watch: LoopWatch, world: World): Promise<void> {
  const limit = Promise.withResolvers<never>();
  const cancel = watch.after(CHECK_LIMIT_MS, () => {
    limit.reject(new TookTooLong(CHECK_LIMIT_MS, { elapsed: world.now(), timers: world.timersFired }));
  });
  try {
    await Promise.race([run(), limit.promise]);
  } finally {
    cancel();
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}
