/**
 * A small program that tries the virtual clock at start-up, on every runtime. The clock leans on Node's internals and on
 * the browser's; where one of them differs, nobody is graded by a clock that half works.
 */
/** The clock it tries. */
interface CoveredClock {
  /** Loop time, ms. */
  now(): number;
  next(): number | null;
  set(at: number): void;
  /** Fires the one earliest timer that is due. */
  fire(): void;
}

/** What a program tells the time by. */
export interface TimeLibrary {
  readonly timers: Pick<typeof import('node:timers'), 'setTimeout' | 'setInterval' | 'clearInterval'>;
  readonly promises: Pick<typeof import('node:timers/promises'), 'setTimeout'>;
  readonly AbortSignal: Pick<typeof AbortSignal, 'timeout'>;
  readonly performance: Pick<Performance, 'now'>;
  readonly process: Pick<NodeJS.Process, 'hrtime' | 'uptime'>;
}

/** Virtual ms that the program may use up before the clock stands at its start. */
export const COVERAGE_MS = 100;

const TIMES = [10, 10, 20, 30, 40];
const FIRED = ['setTimeout at 10', 'second setTimeout at 10', 'setInterval at 20', 'AbortSignal.timeout at 40'];

/** Uses less than `COVERAGE_MS` and leaves no timer behind. @returns what does not work, in words, or undefined. */
export function findUncovered(clock: CoveredClock, library: TimeLibrary): string | undefined {
  const { setTimeout, setInterval, clearInterval } = library.timers;
  const begin = clock.now();
  const fired: string[] = [];
  const note = (name: string) => fired.push(`${name} at ${clock.now() - begin}`);

  setTimeout(note, 10, 'setTimeout');
  setTimeout(note, 10, 'second setTimeout');
  const repeating = setInterval(() => {
    note('setInterval');
    clearInterval(repeating);
  }, 20);
  // Its promise is not seen to settle: promise jobs do not run before this has ended.
  void library.promises.setTimeout(30);
  library.AbortSignal.timeout(40).addEventListener('abort', () => note('AbortSignal.timeout'));
  const before = readings(library);

  const times: number[] = [];
  for (let at = clock.next(); at !== null && at <= begin + 50 && times.length < 10; at = clock.next()) {
    times.push(at - begin);
    clock.set(at);
    const seen = fired.length;
    clock.fire();
    if (fired.length > seen + 1) return 'several timers fire at once';
  }
  clock.set(begin + 50);

  if (times.join() !== TIMES.join()) return `timers were due at ${times.join()} and not at ${TIMES.join()}`;
  const missing = FIRED.find((line, index) => fired[index] !== line);
  if (missing) return `"${missing}" was expected, in order, among: ${fired.join(', ') || 'nothing'}`;
  const after = readings(library);
  const wrong = Object.keys(after).find((name) => (after[name] ?? 0) - (before[name] ?? 0) !== 50);
  return wrong && `${wrong} does not follow virtual time`;
}

function readings({ performance, process }: TimeLibrary): Record<string, number> {
  return {
    'Date.now': Date.now(),
    'new Date': Date.parse(new Date().toISOString()),
    'performance.now': performance.now(),
    'process.hrtime.bigint': Number(process.hrtime.bigint() / 1_000_000n),
    'process.uptime': Math.round(process.uptime() * 1000),
  };
}
