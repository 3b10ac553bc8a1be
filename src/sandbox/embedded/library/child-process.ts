/**
 * The bindings beneath Node's own `child_process`: `process_wrap` starts `node` as another process of the sandbox.
 * Node's text gives the events and their order. What a sandbox has no programs for (shells, fork's channel, the
 * synchronous forms) throws an error that says so.
 */
import { native } from '../kernel/captured.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { errno } from '../network/errno.ts';
import { StdioChannel } from '../network/stdio-channel.ts';
import type { FromWorker, SpawnRequest, ToWorker } from '../protocol.ts';
import { parseNodeCommand } from './child-process-command.ts';
import { ChildHandle } from './child-process-handle.ts';
import { connectStdio, refuseUnsupported, type StdioOption } from './child-process-stdio.ts';

/** What the frame tells a process about its children. */
export type ChildMessage = Extract<ToWorker, { type: 'exited' | 'not-spawned' }>;

/** What a process is, once it has started. */
export interface ParentProcess {
  readonly pid: number;
  readonly trust: 'trusted' | 'student';
  /** The process's own stdio, which a child inherits. */
  readonly own: StdioChannel;
}

export interface ChildProcessOptions {
  /** Asked when a child is spawned: a worker boots before it is known what it will run. */
  readonly parent: () => ParentProcess;
  readonly execPath: string;
  /** The working directory now. */
  readonly cwd: () => string;
  /** To the frame. */
  readonly send: (message: FromWorker, transfer?: Transferable[]) => void;
}

/** What a trusted process gives its children beside the sandbox's own files. */
export type GivenToChildren = Pick<SpawnRequest, 'app' | 'stripped'>;

export interface ChildProcesses {
  /** `process_wrap`, `spawn_sync` and `udp_wrap`, by name. */
  readonly bindings: Readonly<Record<string, Record<string, unknown>>>;
  receive(message: ChildMessage): void;
  /** What the children started from now on get. */
  give(given: GivenToChildren): void;
}

const ESRCH = -3;
const ENOENT = -2;
const EAGAIN = -11;
const CHILDREN = 1_000;

export function createChildProcess(kernel: Kernel, options: ChildProcessOptions): ChildProcesses {
  const running = new Map<number, ChildHandle>();
  let children = 0;
  let given: GivenToChildren = {};

  /** `Process` of `process_wrap`. */
  class Process extends ChildHandle {
    constructor() {
      super(kernel);
    }

    spawn(
      file: string,
      args: readonly string[] | undefined,
      cwd: string | undefined,
      envPairs: readonly string[] | undefined,
      stdio: readonly StdioOption[],
    ): number {
      const parent = options.parent();
      if (parent.trust !== 'trusted') throw accessDenied();
      const command = parseNodeCommand(file, (args ?? []).slice(1), options.execPath);
      if (command.kind === 'unsupported') throw new Error(command.why);
      refuseUnsupported(stdio);

      this.pid = parent.pid * CHILDREN + ++children;
      const { port1, port2 } = new MessageChannel();
      const folder = cwd ?? options.cwd();
      const request: SpawnRequest = {
        type: 'spawn',
        pid: this.pid,
        entry: resolve(folder, command.entry),
        args: command.args,
        env: environment(envPairs ?? []),
        cwd: folder,
        ...given,
        stdio: port2,
      };
      this.begin(new StdioChannel(port1, kernel.listen, (end) => this.end(end)), () => running.delete(this.pid));
      running.set(this.pid, this);
      connectStdio(this.channelOf(), stdio, parent.own);
      options.send(request, [port2]);
      return 0;
    }

    kill(signal: number): number {
      if (!running.has(this.pid)) return ESRCH;
      if (signal !== 0) options.send({ type: 'kill', pid: this.pid, signal: signalName(kernel, signal) });
      return 0;
    }
  }

  const refuseSync = () => {
    throw new Error('A sandbox cannot wait for a child process synchronously: use spawn and its events.');
  };

  return {
    bindings: {
      process_wrap: {
        Process,
        constants: { kProcessFlagDetached: 1, kProcessFlagWindowsHide: 2, kProcessFlagWindowsVerbatimArguments: 4 },
      },
      spawn_sync: { spawn: refuseSync },
      // Node's text tells handles by class; of this one there are none.
      udp_wrap: { UDP: class UDP {}, SendWrap: class SendWrap {}, constants: {} },
    },
    give(toChildren) {
      given = toChildren;
    },
    receive(message) {
      const child = running.get(message.pid);
      if (!child) return;
      // What it printed last may still be on its way over its own port.
      if (message.type === 'exited') native.setTimeout(() => child.end(message.end), 0);
      else child.fail({ EACCES: errno.EACCES, ENOENT, EAGAIN }[message.code]);
    },
  };
}

/** As Node's permission model says it, under which students' programs run on other runtimes. */
function accessDenied(): Error {
  const error = new Error('Access to this API has been restricted. Use --allow-child-process to manage permissions.');
  return Object.assign(error, { code: 'ERR_ACCESS_DENIED', permission: 'ChildProcess' });
}

function environment(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** An absolute path of the sandbox. */
function resolve(folder: string, file: string): string {
  return new URL(file, `file://${folder}/`).pathname;
}

function signalName(kernel: Kernel, number: number): string {
  const { os } = kernel.internalBinding('constants') as { os: { signals: Record<string, number> } };
  const found = Object.entries(os.signals).find(([, value]) => value === number);
  return found?.[0] ?? 'SIGTERM';
}
