/**
 * The browser's tasks that the loop runs in. A browser drains promise jobs after each listener of an event as it does
 * after a task, and a task costs more than most callbacks do: so a task has many listeners, and each runs one callback.
 */
import { addListener, native, postTo, stopEvent } from './captured.ts';

/** The most callbacks of one task. */
const CALLBACKS = 32;

/**
 * What the loop posts to itself. A step takes two tasks, so that the browser reports an unhandled rejection before the
 * next callback runs; but what could have followed in a task that was full goes on in the next.
 */
const Hop = { FIRST: 0, SECOND: 1, CONTINUED: 2 } as const;
type Hop = (typeof Hop)[keyof typeof Hop];

/**
 * Runs the next callback of the loop, behind the promise jobs of the one before.
 * `place` in the task: what follows another callback may have to wait for the next task.
 * @returns whether the loop should be asked again in this task.
 */
export type Step = (place: Place) => boolean;
export type Place = 'first' | 'following';

export class Tasks {
  readonly #step: Step;
  readonly #channel = new native.MessageChannel();
  #isInTask = false;
  #isWanted = false;
  /** A message to the loop's own port is on its way. */
  #isPosted = false;
  #isStopped = false;
  #atEnd: (() => void)[] = [];

  constructor(step: Step) {
    this.#step = step;
    this.#hear(this.#channel.port1, (hop) => this.#arrive(hop as Hop));
  }

  /** The loop wants to take a step, in this task or in one that is still to come. */
  want(): void {
    if (this.#isWanted || this.#isStopped) return;
    this.#isWanted = true;
    if (!this.#isInTask) this.#post(Hop.FIRST);
  }

  /** The loop has nothing to do. */
  rest(): void {
    this.#isWanted = false;
  }

  /** Calls `receive` with each message of `port`; when the loop rests, what that sets off runs in the same task. */
  listen(port: MessagePort, receive: (data: unknown) => void): void {
    this.#hear(port, (data) => {
      const rests = !this.#isWanted;
      receive(data);
      return rests && this.#isWanted ? 'first' : undefined;
    });
  }

  /** Calls back at the end of this task, behind its promise jobs: what is sent meanwhile can travel as one piece. */
  atEnd(callback: () => void): void {
    if (this.#isInTask) this.#atEnd[this.#atEnd.length] = callback;
    else native.queueMicrotask(callback);
  }

  stop(): void {
    this.#isStopped = true;
    this.#channel.port1.close();
  }

  #arrive(hop: Hop): Place | undefined {
    this.#isPosted = false;
    if (hop === Hop.CONTINUED) return 'following';
    if (hop === Hop.SECOND) return 'first';
    this.#post(Hop.SECOND);
    return undefined;
  }

  #post(hop: Hop): void {
    this.#isPosted = true;
    postTo(this.#channel.port2, hop);
  }

  /** @param begin tells what place the loop's first step has in this task, if it may take one. */
  #hear(port: MessagePort, begin: (data: unknown) => Place | undefined): void {
    let place: Place | undefined;
    addListener(port, 'message', (event) => {
      this.#isInTask = true;
      place = undefined;
      place = begin((event as MessageEvent<unknown>).data);
    });
    for (let n = 0; n < CALLBACKS; n += 1)
      addListener(port, 'message', (event) => {
        if (place && this.#isWanted && !this.#isStopped) {
          const now = place;
          // A step that throws is the last: the browser must report its error first.
          place = undefined;
          if (this.#step(now)) place = 'following';
        } else {
          stopEvent(event);
          this.#end(Hop.FIRST);
        }
      });
    addListener(port, 'message', () => this.#end(place ? Hop.CONTINUED : Hop.FIRST));
    port.start();
  }

  /** @param hop how the loop goes on, if it wants to. */
  #end(hop: Hop): void {
    const callbacks = this.#atEnd;
    this.#atEnd = [];
    this.#isInTask = false;
    for (let i = 0; i < callbacks.length; i += 1) callbacks[i]?.();
    if (this.#isWanted && !this.#isPosted && !this.#isStopped) this.#post(hop);
  }
}
