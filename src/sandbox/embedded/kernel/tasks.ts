/**
 * The browser's tasks that the loop runs in. A browser drains promise jobs after each listener of an event as it does
 * after a task, and a task costs more than most callbacks do: so a task has many listeners, and each runs one callback.
 */
import { addListener, native, postTo, stopEvent } from './captured.ts';

/** The most callbacks of one task. */
const CALLBACKS = 64;

/**
 * Runs the next callback of the loop, behind the promise jobs of the one before.
 * `place` in the task: what follows another callback may have to wait for the next task.
 * @returns whether the loop should be asked again in this task.
 */
export type Step = (place: 'first' | 'following') => boolean;

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
    this.#hear(this.#channel.port1, (hop) => this.#arrive(hop as number));
  }

  /** The loop wants to take a step, in this task or in one that is still to come. */
  want(): void {
    if (this.#isWanted || this.#isStopped) return;
    this.#isWanted = true;
    if (!this.#isInTask) this.#post(0);
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
      return rests && this.#isWanted;
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

  /** A step takes two tasks, so that the browser reports an unhandled rejection before the next callback runs. */
  #arrive(hop: number): boolean {
    this.#isPosted = false;
    if (hop === 0) this.#post(1);
    return hop === 1;
  }

  #post(hop: 0 | 1): void {
    this.#isPosted = true;
    postTo(this.#channel.port2, hop);
  }

  /** @param begin tells whether the loop may step in this task. */
  #hear(port: MessagePort, begin: (data: unknown) => boolean): void {
    let mayStep = false;
    let place: 'first' | 'following' = 'first';
    addListener(port, 'message', (event) => {
      this.#isInTask = true;
      mayStep = false;
      place = 'first';
      mayStep = begin((event as MessageEvent<unknown>).data);
    });
    for (let n = 0; n < CALLBACKS; n += 1)
      addListener(port, 'message', (event) => {
        if (mayStep && this.#isWanted && !this.#isStopped) {
          const now = place;
          place = 'following';
          // A step that throws is the last: the browser must report its error first.
          mayStep = false;
          mayStep = this.#step(now);
        } else {
          stopEvent(event);
          this.#end();
        }
      });
    addListener(port, 'message', () => this.#end());
    port.start();
  }

  #end(): void {
    const callbacks = this.#atEnd;
    this.#atEnd = [];
    this.#isInTask = false;
    for (let i = 0; i < callbacks.length; i += 1) callbacks[i]?.();
    if (this.#isWanted && !this.#isPosted && !this.#isStopped) this.#post(0);
  }
}
