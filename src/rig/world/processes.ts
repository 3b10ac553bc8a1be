/** The two processes of a world, the rig's own and the server's: asks them, and knows from what they told whether they may move. */
import type { LocalRequest, RigHost } from '../control/host.ts';
import type { ProcessControl } from '../control/process.ts';
import type { State } from '../control/protocol.ts';
import { ServerEnded } from './errors.ts';
import { Ledger, type Unsettled } from './ledger.ts';

type Side = 'rig' | 'server';

/** Workers and their like have no end that can be counted: so long nothing must have moved, real ms. */
const FOREIGN_QUIET_MS = 30;

export class Processes {
  readonly #host: RigHost;
  readonly #control: ProcessControl;
  readonly #ledger = new Ledger();
  readonly #next: Record<Side, number | null> = { rig: null, server: null };
  /** As the server's process last told; it stays so until it feels something. */
  #server: State | undefined;
  /** Something was sent, closed or let through since the server's process was last asked. */
  #isFelt = true;
  /** Not yet told to the server. */
  #limits: LocalRequest[] = [];

  constructor(host: RigHost, control: ProcessControl) {
    this.#host = host;
    this.#control = control;
  }

  /** Loop time of the earliest timer of either, ms; infinite when there is none. */
  get nextTimer(): number {
    return Math.min(...Object.values(this.#next).map((at) => at ?? Number.POSITIVE_INFINITY));
  }

  isDue(side: Side, at: number): boolean {
    const next = this.#next[side];
    return next !== null && next <= at;
  }

  /** Whether the server's process has this end of a connection, and has not destroyed it. */
  holds(key: string): boolean {
    return this.#ledger.isOpen(key);
  }

  /** The server may have sent at most `limit` bytes in all to `port` of the rig; null lifts it. In force before its next turn. */
  limitWrites(port: number, limit: number | null): void {
    this.#limits.push({ op: 'window', port, limit });
  }

  async askRig(request: LocalRequest): Promise<State> {
    const state = await this.#host.local(request);
    this.#next.rig = state.next;
    if (this.#ledger.merge('rig', state)) this.#isFelt = true;
    return state;
  }

  /** @throws ServerEnded */
  async askServer(request: LocalRequest): Promise<State> {
    const requests = [...this.#limits.splice(0), request];
    // Before the answer: what the rig does meanwhile may come too late for it.
    this.#isFelt = false;
    const told = await Promise.all(requests.map((it) => this.#control.ask(it).then((state) => this.#merge(state))));
    const state = told.at(-1);
    if (!state) throw new ServerEnded('The program has ended.');
    return state;
  }

  #merge(state: State | undefined): State | undefined {
    if (!state) return undefined;
    this.#server = state;
    this.#next.server = state.next;
    this.#ledger.merge('server', state);
    return state;
  }

  /** What is not at rest, in words. */
  busyReason(rig: State): Unsettled | undefined {
    const server = this.#server;
    if (server && server.busy > 0) return { by: 'server', what: server.why ?? 'unnamed work' };
    if (rig.busy > 0) return { by: 'rig', what: `the rig is busy: ${rig.why}`, isInside: true };
    if (server && server.connecting > 0) return { by: 'server', what: 'a connection that it is opening' };
    if (rig.connecting > 0) return { by: 'rig', what: 'the rig is connecting' };
    return this.#ledger.unsettled();
  }

  /** The server's state when both are at rest; undefined while one is not. */
  atRest(rig: State, reason: Unsettled | undefined, quiet: Quiet): State | undefined {
    const server = this.#restingServer();
    if (!server || !rig.still || reason) return undefined;
    return server.foreign > 0 && !quiet.lasts(`${rig.version} ${server.version}`) ? undefined : server;
  }

  mayServerMove(reason: Unsettled | undefined): boolean {
    const server = this.#restingServer();
    if (!server || server.foreign > 0) return true;
    return reason !== undefined && !reason.isInside;
  }

  /** A process at rest moves only when it feels something: then it need not be asked again. */
  #restingServer(): State | undefined {
    return this.#server?.still && !this.#isFelt && this.#limits.length === 0 ? this.#server : undefined;
  }
}

/** Work that nobody can count may move a process at rest: it is quiet when nothing has moved for some real time. */
export class Quiet {
  readonly #host: RigHost;
  #seen = '';
  #since = 0;

  constructor(host: RigHost) {
    this.#host = host;
  }

  lasts(seen: string): boolean {
    if (seen !== this.#seen) this.#since = this.#host.realNow();
    this.#seen = seen;
    return this.#host.realNow() - this.#since >= FOREIGN_QUIET_MS;
  }
}
