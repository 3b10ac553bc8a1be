/**
 * A small program that tries the virtual clock at start-up. The clock leans on Node's internals; where a Node differs,
 * nobody is graded by a clock that half works.
 */
import { setTimeout as promisedTimeout } from 'node:timers/promises';
import type { ProcessClock } from './clock.ts';

const TIMES = [10, 10, 20, 30, 40];
const FIRED = ['setTimeout at 10', 'second setTimeout at 10', 'setInterval at 20', 'AbortSignal.timeout at 40'];

/** Uses less than 100 virtual ms and leaves no timer behind. @returns what does not work, in words, or undefined. */
export function findUncovered(clock: ProcessClock): string | undefined {
  const begin = clock.now();
  const fired: string[] = [];
  const note = (name: string) => fired.push(`${name} at ${clock.now() - begin}`);

  setTimeout(note, 10, 'setTimeout');
  setTimeout(note, 10, 'second setTimeout');
  const repeating = setInterval(() => {
    note('setInterval');
    clearInterval(repeating);
  }, 20);
  // Its promise is not seen to settle: promise jobs do not run before the preload has ended.
  void promisedTimeout(30);
  AbortSignal.timeout(40).addEventListener('abort', () => note('AbortSignal.timeout'));
  const before = readings();

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
  const after = readings();
  const wrong = Object.keys(after).find((name) => (after[name] ?? 0) - (before[name] ?? 0) !== 50);
  return wrong && `${wrong} does not follow virtual time`;
}

function readings(): Record<string, number> {
  return {
    'Date.now': Date.now(),
    'new Date': Date.parse(new Date().toISOString()),
    'performance.now': performance.now(),
    'process.hrtime.bigint': Number(process.hrtime.bigint() / 1_000_000n),
    'process.uptime': Math.round(process.uptime() * 1000),
  };
}
