/**
 * The control of one process (src/rig/control/protocol.ts), served beneath the program's notice: on `node` a preload
 * does the same over fd 3. For a trusted process it also provides the `RigHost`.
 */
import { COVERAGE_MS, findUncovered, type TimeLibrary } from '../../../rig/control/coverage.ts';
import { watchFaults } from '../../../rig/control/faults.ts';
import { type LocalRequest, provideRigHost } from '../../../rig/control/host.ts';
import { replaceLanguageClocks } from '../../../rig/control/language-clocks.ts';
import type { Reply, Request, Start, State } from '../../../rig/control/protocol.ts';
import { seedRandom } from '../../../rig/control/seed-random.ts';
import { TypeStripper } from '../../../rig/control/stripped-types.ts';
import { type Looks, look } from '../../../rig/control/until-still.ts';
import type { GivenToChildren } from '../library/child-process.ts';
import type { Network } from '../network/network.ts';
import type { StdioChannel } from '../network/stdio-channel.ts';
import { VIRTUAL_WINDOW } from '../network/window.ts';
import { native } from './captured.ts';
import type { LoopClock } from './clock.ts';
import { ConnectionStates } from './control-connections.ts';
import type { Immediates } from './immediates.ts';
import type { Kernel } from './kernel.ts';
import type { EventLoop } from './loop.ts';

/** As `CONTROL_VARIABLE` of the protocol, whose schemas the worker does not need. */
const CONTROL_VARIABLE = 'DUPLEX_CONTROL';
const CONTROL_FD = 3;
const APP = '/app';
/** A rig has a network of its own, so the port is always free. */
const PORT = '3000';

export interface ControlParts {
  readonly loop: EventLoop;
  readonly clock: LoopClock;
  readonly immediates: Immediates;
  readonly network: Network;
  /** The process's own stdio. */
  readonly own: StdioChannel;
  /** The student's `process`, whose errors are told; a rig's own are not. */
  readonly program: object | undefined;
  /** Gives the program a signal, or ends it when it does not listen for it. */
  readonly signal: (name: string) => void;
}

/** Takes the rig's wishes out of the environment, where the program must not see them. */
export function takeControlStart(env: Record<string, string>): Start | undefined {
  const text = env[CONTROL_VARIABLE];
  delete env[CONTROL_VARIABLE];
  return text === undefined ? undefined : (JSON.parse(text) as Start);
}

/** Before the program runs: freezes the clock if asked to, seeds `Math.random`, and answers on fd 3 from now on. */
export function serveControl(start: Start, parts: ControlParts): ProcessControl {
  const unfit = start.clock === 'virtual' ? goVirtual(start, parts) : undefined;
  if (start.seed !== undefined) seedRandom(start.seed);
  const control = new ProcessControl(parts, unfit);
  serveLines(parts, control);
  return control;
}

/** @returns what of virtual time does not work in this browser, in words; undefined when all does */
function goVirtual(start: Start, { clock, loop, network }: ControlParts): string | undefined {
  network.window = VIRTUAL_WINDOW;
  // In parts it would be chance how far the other process has read when the next part comes.
  network.mostBatched = Infinity;
  clock.freeze(start, start.now - COVERAGE_MS);
  replaceLanguageClocks(() => clock.wall());
  const covered = {
    now: () => clock.now(),
    next: () => clock.next(),
    set: (at: number) => clock.set(at),
    fire: () => void clock.fireOne(),
  };
  const library = timeLibrary(network.kernel);
  let uncovered: string | undefined;
  loop.enter(() => {
    uncovered = findUncovered(covered, library);
  });
  clock.set(start.now);
  return uncovered;
}

/** As the program will find it: the globals are not Node's before its main script runs. */
function timeLibrary({ requireBuiltin }: Kernel): TimeLibrary {
  // Timers write to a debug log, which Node sets up only then, too.
  const debug = requireBuiltin('internal/util/debuglog') as { initializeDebugEnv(sections?: string): void };
  debug.initializeDebugEnv();
  return {
    timers: requireBuiltin('timers') as TimeLibrary['timers'],
    promises: requireBuiltin('timers/promises') as TimeLibrary['promises'],
    ...(requireBuiltin('internal/abort_controller') as Pick<TimeLibrary, 'AbortSignal'>),
    ...(requireBuiltin('perf_hooks') as Pick<TimeLibrary, 'performance'>),
    process: requireBuiltin('process') as TimeLibrary['process'],
  };
}

/** How the rig's process starts another. */
interface Starting {
  readonly execPath: string;
  stripTypes(text: string, filename: string): string;
  give(given: GivenToChildren): void;
}

/** Gives the rig what it needs of its own process and to start the student's. */
export function provideEmbeddedRigHost(
  control: ProcessControl,
  { clock, loop }: ControlParts,
  { execPath, stripTypes, give }: Starting,
): void {
  const stripper = new TypeStripper((text) => stripTypes(text, ''));
  provideRigHost({
    runtime: 'embedded',
    unfit: control.unfit,
    local: (request) => control.request(request),
    now: () => clock.now(),
    realNow: () => native.performanceNow(),
    realTimeout(callback, ms) {
      const timer = native.setTimeout(() => loop.post(callback), ms);
      return () => native.clearTimeout(timer);
    },
    async prepareServer(entry, files) {
      const app = files && Object.fromEntries(Object.entries(files).map(([name, text]) => [`${APP}/${name}`, text]));
      give({ app, stripped: files && stripper.stripSubmission(files) });
      return {
        command: execPath,
        args: [`${APP}/${entry}`],
        cwd: APP,
        env: { PORT, TZ: 'UTC', NO_COLOR: '1' },
        async release() {},
      };
    },
  });
}

export class ProcessControl {
  /** What of virtual time does not work here; undefined when all does. */
  readonly unfit: string | undefined;
  readonly #parts: ControlParts;
  readonly #connections: ConnectionStates;

  constructor(parts: ControlParts, unfit: string | undefined) {
    this.#parts = parts;
    this.unfit = unfit;
    this.#connections = new ConnectionStates(parts.network);
  }

  request(request: LocalRequest): Promise<State> {
    return new Promise((resolve) => this.perform(request, resolve));
  }

  /** Does what is asked, and gives the state when nothing moves any more. Without a promise, whose `then` a program may replace. */
  perform(request: LocalRequest, answer: (state: State) => void): void {
    const { clock, loop, network, signal } = this.#parts;
    switch (request.op) {
      case 'poll':
        break;
      case 'set':
        clock.set(request.at);
        break;
      case 'fire':
        loop.post(() => clock.fireOne());
        break;
      case 'window':
        for (const handle of network.connections)
          if (handle.remote.port === request.port) handle.limitWrites(request.limit);
        break;
      case 'signal':
        signal(request.name);
        break;
    }
    const counted = () => (request.op === 'timers' ? { timers: clock.count() } : {});
    look(request.op, this.#looks, (state) => answer({ ...state, ...counted() }));
  }

  readonly #looks: Looks = {
    glance: () => {
      const { links, connecting } = this.#connections.changes();
      const pending = this.#pending();
      const why = pending.length > 0 ? { why: pending.join(', ') } : {};
      return { version: this.#connections.version, links, connecting, busy: pending.length, ...why };
    },
    rest: () => {
      const { clock, loop, network } = this.#parts;
      return {
        next: clock.isVirtual ? clock.next() : null,
        ending: !loop.isAlive(),
        ports: [...network.listening],
        foreign: 0,
      };
    },
    // Behind the immediates, as a `setImmediate` set by the last callback.
    nextTurn: (callback) => {
      const { loop } = this.#parts;
      loop.postControl(() => loop.afterImmediates(callback));
    },
  };

  #pending(): string[] {
    const { loop, immediates } = this.#parts;
    const pending: string[] = [];
    for (const [label, count] of loop.jobs) pending.push(count > 1 ? `${count} ${label}` : label);
    if (immediates.count > 0) pending.push('immediate');
    if (loop.queued > 0) pending.push('callback');
    return pending;
  }
}

/** JSON lines on fd 3. Whoever started the process without a control pipe never writes there. */
function serveLines({ own, network, program }: ControlParts, control: ProcessControl): void {
  const encoder = new native.TextEncoder();
  const decoder = new native.TextDecoder();
  let partial = '';
  const send = (reply: Reply) => own.send(CONTROL_FD, encoder.encode(`${JSON.stringify(reply)}\n`));
  if (control.unfit) send({ event: 'unfit', problem: control.unfit });
  const carrier = own.attach(CONTROL_FD, {
    receive(bytes) {
      carrier.credit(bytes.byteLength);
      const lines = (partial + decoder.decode(bytes, { stream: true })).split('\n');
      partial = lines.pop() ?? '';
      for (const line of lines) {
        const { id, ...request } = JSON.parse(line) as Request;
        control.perform(request as LocalRequest, (state) => send({ id, ...state }));
      }
    },
    receiveEnd() {},
    receiveCredit() {},
    receiveClosed() {},
  });
  if (program) watchFaults(program, (kind, text) => send({ event: 'fault', kind, text }));
  network.onListening = (port) => send({ event: 'listening', port });
}
