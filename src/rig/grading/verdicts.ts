/** What became of a check's run, as a verdict. Texts are for the student, in full sentences. */
import { Mismatch, type Verdict } from '../check.ts';
import type { End, ProcessControl } from '../control/process.ts';
import { NeverIdle, NotSettled, TookTooLong, WaitedInVain } from '../world/errors.ts';
import { exitOf, readCrash, readFault } from './crash.ts';
import { NotListening } from './listening.ts';

/** @param error what the check threw, `undefined` when it returned. */
export function verdictOf(error: unknown, server: ProcessControl | undefined, seed: number): Verdict {
  if (server?.unfit) return { status: 'could-not-check', reason: `Virtual time does not work here: ${server.unfit}.` };
  if (error instanceof NotListening) return failed(error, seed);
  // The death of the program counts even when the check has what it wanted.
  const died = server?.end && verdictOfEnd(server.end, server, seed);
  if (died) return died;
  const [fault] = server?.faults ?? [];
  if (fault) return { status: 'crashed', ...readFault(fault), seed };
  if (error === undefined) return { status: 'passed' };
  if (error instanceof Mismatch) return failed(error, seed);
  if (error instanceof WaitedInVain) {
    const { label, received, why, at } = error;
    return { status: 'timed-out', waitingFor: label, received, why, at, seed };
  }
  if (error instanceof NeverIdle) return neverIdle(error, seed);
  if (error instanceof TookTooLong) return { status: 'could-not-check', reason: error.message };
  if (error instanceof NotSettled) {
    return { status: 'could-not-check', reason: `The network did not come to rest: ${error.message}.` };
  }
  return { status: 'could-not-check', reason: `The check itself failed: ${describe(error)}` };
}

function failed({ expected, received, why, at }: Mismatch, seed: number): Verdict {
  return { status: 'failed', expected, received, why, at, seed };
}

function verdictOfEnd(end: End, server: ProcessControl, seed: number): Verdict | undefined {
  switch (end.how) {
    case 'asked':
      return undefined;
    case 'exited': {
      const crash = readCrash(server.output.stderr);
      if (crash) return { status: 'crashed', error: crash.error, at: crash.at, seed };
      return { status: 'crashed', error: `The program ended during the check${exitOf(end)}.`, seed };
    }
    case 'unresponsive':
      return {
        status: 'failed',
        expected: 'The program keeps answering.',
        received: `It has not answered for ${Math.round(end.ms / 1000)} s. ${lastWords(server)}`,
        why: 'A loop that never returns to the event loop stops every client of the server at once.',
      };
    case 'tampered':
      return {
        status: 'failed',
        expected: 'The program leaves the file descriptors alone that it has not opened.',
        received: end.problem,
        why: 'Descriptor 3 belongs to the program that checks yours.',
      };
  }
}

function neverIdle({ pending }: NeverIdle, seed: number): Verdict {
  return {
    status: 'failed',
    expected: 'The program comes to rest when nobody sends it anything.',
    received:
      pending === 'immediate'
        ? 'It schedules setImmediate without end.'
        : `It is always busy; what never ends is: ${pending}.`,
    why: 'A server that works while nothing happens takes the processor from everything else.',
    seed,
  };
}

function lastWords(server: ProcessControl): string {
  const line = server.output.lastLine();
  return line ? `The last line it printed: ${line}` : 'It had printed nothing.';
}

/** A defect of the grader's; the bundle has no lines of its author's, but it keeps the names of functions. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A check is called as a field of its entry: `at Object.roomsAreSeparate [as run] (…)`.
  const place = /^ +at (?:async )?(?:Object\.)?([\w$.]+)(?: \[as \w+\])? \(/m.exec(error.stack ?? '')?.[1];
  return `${error.name}: ${error.message}${place === undefined ? '' : `, in ${place}`}`;
}
