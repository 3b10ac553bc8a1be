/**
 * The rig and one student's process as one world in which time stands still until everything has come to rest.
 * Uses nothing but the two control interfaces, so it is the same on every runtime.
 */
import type { RigHost } from '../control/host.ts';
import type { LoopWatch } from '../control/loop-watch.ts';
import type { ProcessControl } from '../control/process.ts';
import type { State } from '../control/protocol.ts';
import { NeverIdle, NotSettled, ServerEnded } from './errors.ts';
import { Gate } from './gate.ts';
import type { Unsettled } from './ledger.ts';
import { Processes, Quiet } from './processes.ts';

/** How far `settle` moves time between its two rests, ms. */
const SETTLE_MS = 2000;
/** After this time of the loop being on time, ms, a world that is not idle is given up. */
const IDLE_LIMIT_MS = 10_000;
/** An endless `setImmediate` is known sooner, for nothing else is seen in all that time. */
const IMMEDIATE_LIMIT_MS = 3000;
/** Polls that follow each other at once; later ones let the machine breathe. */
const EAGER_POLLS = 20;
/** How long a process that has nothing left to do may take to exit, ms of this loop being on time. */
const EXIT_LIMIT_MS = 1000;

export interface WorldParts {
  readonly host: RigHost;
  readonly watch: LoopWatch;
  readonly server: ProcessControl;
}

export class World {
  readonly gate = new Gate('holding');
  readonly #parts: WorldParts;
  readonly #processes: Processes;
  readonly #began: number;
  #step = 0;
  #timersFired = 0;
  /** It has nothing left to do and yet does not exit: something uncounted holds it. */
  #staysUp = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: WorldParts) {
    this.#parts = parts;
    this.#processes = new Processes(parts.host, parts.server);
    this.#began = parts.host.now();
  }

  /** Virtual time since this world began, ms: the same in each run of a check, whatever ran before it. */
  now(): number {
    return this.#loopTime() - this.#began;
  }

  #loopTime(): number {
    return this.#parts.host.now();
  }

  /** Rises each time the rig lets something happen: what two links saw in one step has no order. */
  get step(): number {
    return this.#step;
  }

  /** How often a timer of the server was let go off. */
  get timersFired(): number {
    return this.#timersFired;
  }

  /** Until nothing is in flight; virtual time stands still. @throws ServerEnded, NeverIdle, NotSettled */
  idle(): Promise<void> {
    return this.#alone(() => this.#idle('one by one'));
  }

  /** Idle, 2 s of virtual time, idle. */
  settle(): Promise<void> {
    return this.advance(SETTLE_MS);
  }

  /** Moves both clocks by `ms`, idle at each step and each timer. */
  advance(ms: number): Promise<void> {
    return this.#alone(async () => {
      await this.#idle('one by one');
      // The clocks tell whole milliseconds.
      const end = this.#loopTime() + Math.ceil(ms);
      while (this.#loopTime() < end) await this.#stepTowards(end);
    });
  }

  /** Runs until `done` holds, at most `withinMs` of virtual time. @returns whether it holds. */
  until(done: () => boolean, withinMs: number): Promise<boolean> {
    return this.#alone(async () => {
      await this.#idle('one by one');
      const end = this.#loopTime() + Math.ceil(withinMs);
      while (!done() && this.#loopTime() < end) await this.#stepTowards(end);
      return done();
    });
  }

  /** Idle, then `act`, which reaches the server by itself, then idle. */
  act(act: () => void): Promise<void> {
    return this.#alone(async () => {
      await this.#idle('one by one');
      this.#step++;
      act();
      await this.#idle('one by one');
    });
  }

  /** Runs `acts`, then lets all they have caused reach the server in one turn, in the order that `order` gives. */
  together(acts: readonly (() => void)[], order: (links: readonly number[]) => readonly number[]): Promise<void> {
    return this.#alone(async () => {
      await this.#idle('one by one');
      for (const act of acts) act();
      await this.#idle('keep all');
      await this.#processes.askServer({ op: 'hold' });
      this.#release(order(this.gate.waiting));
      // A FIN leaves one turn after it was asked for; then all of it lies in the server's sockets.
      await this.#processes.askRig({ op: 'poll' });
      await this.#idle('one by one');
    });
  }

  /** How many timers the server's process has. */
  timers(): Promise<number> {
    return this.#alone(async () => {
      await this.#idle('one by one');
      const state = await this.#processes.askServer({ op: 'timers' });
      return state.timers ?? 0;
    });
  }

  /** Whether the server's process has this end of a connection, and has not destroyed it. */
  holds(key: string | undefined): Promise<boolean> {
    return this.#alone(async () => {
      await this.#idle('one by one');
      return key !== undefined && this.#processes.holds(key);
    });
  }

  /** The server may have sent at most `limit` bytes in all to `port` of the rig; null lifts it. In force before its next turn. */
  limitWrites(port: number, limit: number | null): void {
    this.#processes.limitWrites(port, limit);
  }

  /** Two waits of a check may overlap; the world moves for one at a time. */
  #alone<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(action);
    this.#turn = result.catch(() => undefined);
    // Whoever started a fault without awaiting it still meets its error at the next wait.
    result.catch(() => undefined);
    return result;
  }

  async #stepTowards(end: number): Promise<void> {
    // No further than the next timer, however near: and until then nothing can happen on either side.
    const at = Math.max(this.#loopTime(), Math.min(this.#processes.nextTimer, end));
    // Both, before anything fires: a deadline must not pass on one side while the other stands still.
    await this.#processes.askRig({ op: 'set', at });
    const isSet = this.#processes.askServer({ op: 'set', at });
    // What is asked of the server next comes behind it.
    if (!this.#processes.isDue('server', at)) await isSet;
    for (;;) {
      if (this.#processes.isDue('server', at)) await Promise.all([isSet, this.#fire('server')]);
      else if (this.#processes.isDue('rig', at)) await this.#fire('rig');
      else return;
      await this.#idle('one by one');
    }
  }

  async #fire(side: 'rig' | 'server'): Promise<void> {
    this.#step++;
    if (side === 'rig') await this.#processes.askRig({ op: 'fire' });
    else {
      this.#timersFired++;
      await this.#processes.askServer({ op: 'fire' });
    }
  }

  #release(links: readonly number[]): void {
    this.#step++;
    this.gate.release(links);
  }

  async #idle(gated: 'one by one' | 'keep all'): Promise<void> {
    const { host, watch, server } = this.#parts;
    const stopWatching = watch.onTick(() => undefined);
    const began = watch.onTime;
    const quiet = new Quiet(host);
    try {
      for (let polls = 0; ; polls++) {
        const rig = await this.#processes.askRig({ op: 'poll' });
        if (server.end) throw new ServerEnded('The program has ended.');
        const reason = this.#processes.busyReason(rig);
        const rested = this.#processes.atRest(rig, reason, quiet);
        if (rested) {
          if (await this.#isEnding(rested)) continue;
          const [lowest] = this.gate.waiting;
          if (lowest === undefined || gated === 'keep all') return;
          this.#release([lowest]);
          polls = 0;
          continue;
        }
        if (polls > EAGER_POLLS) {
          giveUp(reason, watch.onTime - began);
          await pause(host, 1);
        }
        if (this.#processes.mayServerMove(reason)) await this.#processes.askServer({ op: 'poll' });
      }
    } finally {
      stopWatching();
    }
  }

  async #isEnding(server: State): Promise<boolean> {
    if (!server.ending || this.#staysUp) return false;
    const { server: process, watch } = this.#parts;
    const late = Promise.withResolvers<'late'>();
    const cancel = watch.after(EXIT_LIMIT_MS, () => late.resolve('late'));
    const first = await Promise.race([process.ended, late.promise]);
    cancel();
    this.#staysUp = first === 'late';
    return true;
  }
}

function giveUp(reason: Unsettled | undefined, ms: number): void {
  if (reason?.by === 'server') {
    if (ms > (reason.what === 'immediate' ? IMMEDIATE_LIMIT_MS : IDLE_LIMIT_MS)) throw new NeverIdle(reason.what);
  } else if (ms > IDLE_LIMIT_MS) throw new NotSettled(reason?.what ?? 'something moves without end');
}

function pause(host: RigHost, ms: number): Promise<void> {
  return new Promise((resolve) => void host.realTimeout(resolve, ms));
}
