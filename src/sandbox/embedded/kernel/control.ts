/**
 * The control of one process (src/rig/control/protocol.ts), served beneath the program's notice: on `node` a preload
 * does the same over fd 3. For a trusted process it also provides the `RigHost`.
 */
import { type LocalRequest, provideRigHost } from '../../../rig/control/host.ts';
import type { Reply, Request, Start, State } from '../../../rig/control/protocol.ts';
import { seedRandom } from '../../../rig/control/seed-random.ts';
import type { Network } from '../network/network.ts';
import type { StdioChannel } from '../network/stdio-channel.ts';
import { VIRTUAL_WINDOW } from '../network/window.ts';
import type { Files } from '../protocol.ts';
import { native } from './captured.ts';
import type { LoopClock } from './clock.ts';
import { ConnectionStates } from './control-connections.ts';
import type { Immediates } from './immediates.ts';
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
  if (start.clock === 'virtual') {
    parts.clock.freeze(start);
    parts.network.window = VIRTUAL_WINDOW;
  }
  if (start.seed !== undefined) seedRandom(start.seed);
  const control = new ProcessControl(parts);
  serveLines(parts.own, control, parts.network);
  return control;
}

/** Gives the rig what it needs of its own process and to start the student's. */
export function provideEmbeddedRigHost(
  control: ProcessControl,
  { clock, loop }: ControlParts,
  { execPath, give }: { readonly execPath: string; give(app: Files | undefined): void },
): void {
  provideRigHost({
    runtime: 'embedded',
    local: (request) => control.request(request),
    now: () => clock.now(),
    realNow: () => native.performanceNow(),
    realTimeout(callback, ms) {
      const timer = native.setTimeout(() => loop.post(callback), ms);
      return () => native.clearTimeout(timer);
    },
    async prepareServer(entry, files) {
      give(files && Object.fromEntries(Object.entries(files).map(([name, text]) => [`${APP}/${name}`, text])));
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
  readonly #parts: ControlParts;
  readonly #connections: ConnectionStates;

  constructor(parts: ControlParts) {
    this.#parts = parts;
    this.#connections = new ConnectionStates(parts.network);
  }

  /** Does what is asked, and resolves to the state one turn of the loop later. */
  request(request: LocalRequest): Promise<State> {
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
    const { promise, resolve } = Promise.withResolvers<State>();
    // Behind all that is queued now, and then behind the immediates: as a `setImmediate` set by the last callback.
    const counted = () => (request.op === 'timers' ? { timers: clock.count() } : {});
    loop.postControl(() => loop.afterImmediates(() => resolve({ ...this.#look(), ...counted() })));
    return promise;
  }

  #look(): State {
    const { clock, loop, network } = this.#parts;
    const { links, connecting } = this.#connections.changes();
    const pending = this.#pending();
    return {
      version: this.#connections.version,
      links,
      connecting,
      busy: pending.length,
      ...(pending.length > 0 && { why: pending.join(', ') }),
      next: clock.isVirtual ? clock.next() : null,
      ending: !loop.isAlive(),
      ports: [...network.listening],
      foreign: 0,
    };
  }

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
function serveLines(own: StdioChannel, control: ProcessControl, network: Network): void {
  const encoder = new native.TextEncoder();
  const decoder = new native.TextDecoder();
  let partial = '';
  const send = (reply: Reply) => own.send(CONTROL_FD, encoder.encode(`${JSON.stringify(reply)}\n`));
  const carrier = own.attach(CONTROL_FD, {
    receive(bytes) {
      carrier.credit(bytes.byteLength);
      const lines = (partial + decoder.decode(bytes, { stream: true })).split('\n');
      partial = lines.pop() ?? '';
      for (const line of lines) {
        const { id, ...request } = JSON.parse(line) as Request;
        void control.request(request as LocalRequest).then((state) => send({ id, ...state }));
      }
    },
    receiveEnd() {},
    receiveCredit() {},
    receiveClosed() {},
  });
  network.onListening = (port) => send({ event: 'listening', port });
}
