/** Why a check cannot go on. The engine turns each into a verdict. */

/** The student's process has ended while a check needed it; how, stands on its ProcessControl. */
export class ServerEnded extends Error {
  override readonly name = 'ServerEnded';
}

/** The student's program never comes to rest: an endless `setImmediate`, a job without end. */
export class NeverIdle extends Error {
  override readonly name = 'NeverIdle';
  readonly pending: string;
  constructor(pending: string) {
    super(`The program never comes to rest: ${pending}.`);
    this.pending = pending;
  }
}

/** The world did not settle, and not by the student's fault. */
export class NotSettled extends Error {
  override readonly name = 'NotSettled';
}

/** So many timers of the program, and waiting for all of them is what took long. */
const MANY_TIMERS = 10_000;

/** A check has run into its limit, though something went on all the time. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
  /** @param elapsed virtual ms. @param timers fired meanwhile by the program. */
  constructor(limitMs: number, { elapsed, timers }: { readonly elapsed: number; readonly timers: number }) {
    const cause =
      timers > MANY_TIMERS
        ? ` ${timers} timers of the program went off meanwhile, in ${Math.round(elapsed / 1000)} s of its own time, and the ` +
          'check waits for each of them. Let what repeats do so a few times a second at most.'
        : '';
    super(`The check has not ended within ${limitMs / 1000} s.${cause}`);
  }
}

/** A wait of a check ended without what it waited for. */
export class WaitedInVain extends Error {
  override readonly name = 'WaitedInVain';
  /** What was waited for, as the check's author named it. */
  readonly label: string;
  /** What came instead, in words. */
  readonly received: string;
  readonly at: { readonly link: string; readonly entry: number } | undefined;
  /** Why it matters, where the check says so. */
  readonly why: string | undefined;
  constructor(label: string, received: string, at: WaitedInVain['at'], why?: string) {
    super(`Waited in vain for ${label}.`);
    this.label = label;
    this.received = received;
    this.at = at;
    this.why = why;
  }
}
