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

/** A wait of a check ended without what it waited for. */
export class WaitedInVain extends Error {
  override readonly name = 'WaitedInVain';
  /** What was waited for, as the check's author named it. */
  readonly label: string;
  /** What came instead, in words. */
  readonly received: string;
  readonly at: { readonly link: string; readonly entry: number } | undefined;
  constructor(label: string, received: string, at: WaitedInVain['at']) {
    super(`Waited in vain for ${label}.`);
    this.label = label;
    this.received = received;
    this.at = at;
  }
}
