/** One process: the kernel, the parts of the other folders put together, its start and its end. */
import { createHttpParserBinding } from '../bindings/http-parser/index.ts';
import { createScriptBinding } from '../bindings/scripts.ts';
import { Signals } from '../bindings/signals.ts';
import {
  createFsBinding,
  createFsDirBinding,
  createFsEventWrapBinding,
  type FsBindingHost,
  MemoryFiles,
} from '../files/index.ts';
import { type ChildProcesses, createChildProcess, type ParentProcess } from '../library/child-process.ts';
import { createModuleBindings, exportGettersLazily, Parser, stripTypes, warmUpSteps } from '../modules/index.ts';
import { createTcpBindings } from '../network/bindings.ts';
import { Network } from '../network/network.ts';
import { StdioChannel } from '../network/stdio-channel.ts';
import type { FromWorker, ProcessStart, ToWorker } from '../protocol.ts';
import { native } from './captured.ts';
import { type ControlParts, provideEmbeddedRigHost, serveControl, takeControlStart } from './control.ts';
import { type BootedKernel, createKernel, type Extension } from './create.ts';
import { ENDED, Ending } from './ending.ts';
import type { Host, Outside } from './host.ts';
import { createOwnPipe } from './own-pipe.ts';
import { createEnvironment } from './process-object.ts';
import { UNREAD_LIMIT } from './stdio.ts';

export const EXEC_PATH = '/usr/local/bin/node';
/** Loaded ahead of a program. */
const COMMON_MODULES = [
  ...['stream', 'net', 'http', 'internal/modules/esm/loader', 'timers/promises', 'url'],
  ...['zlib', 'crypto', 'https', 'stream/consumers'],
];
/** A rig strips what it starts, ms: only a worker that nobody needs for so long is likely to meet a learner's text. */
const PARSERS_AFTER = 1000;
const ESRCH = -3;
const EINVAL = -22;

export interface Process {
  receive(message: Exclude<ToWorker, { type: 'boot' }>): void;
  /** Loads what most programs need, while nothing is asked of the worker yet. */
  warm(): void;
}

type Send = (message: FromWorker, transfer?: Transferable[]) => void;

interface Parts {
  readonly network: Network;
  readonly children: ChildProcesses;
  readonly signals: Signals;
  readonly files: MemoryFiles;
}

export function createProcess(send: Send): Process {
  let parent: ParentProcess | undefined;
  let parts: Parts | undefined;
  const own = () => parent?.own;

  const outside: Outside = {
    exit(code) {
      ending.finish(code);
      throw ENDED;
    },
    isOver: () => ending.isOver,
    kill(pid, signal) {
      const target = pid === 0 ? kernel.host.facts.pid : pid;
      const name = signalName(kernel.host, signal);
      if (signal === 0) return target === kernel.host.facts.pid ? 0 : ESRCH;
      if (name === undefined) return EINVAL;
      send({ type: 'kill', pid: target, signal: name });
      return 0;
    },
    signals: (names) => send({ type: 'signals', names }),
  };

  const ending = new Ending((code) => {
    kernel.host.loop.stop();
    kernel.host.stdio.end();
    parts?.network.closeAll();
    own()?.sendExit({ code, signal: null });
    send({ type: 'exit', code, signal: null });
  });

  const kernel: BootedKernel = createKernel(outside, (host) => {
    const network = new Network(host.kernel, send);
    const children = createChildProcess(host.kernel, {
      parent: () => {
        if (!parent) throw new Error('The process has not started');
        return parent;
      },
      execPath: EXEC_PATH,
      cwd: () => host.facts.cwd,
      send,
    });
    const signals = new Signals(host);
    const files = new MemoryFiles({
      cwd: () => host.facts.cwd,
      now: () => host.clock.wall(),
      umask: () => host.facts.umask,
    });
    parts = { network, children, signals, files };
    return [
      networkExtension(host, network, own),
      signalExtension(signals),
      childExtension(children),
      fileExtension(host, files),
    ];
  });

  exportGettersLazily(kernel.library.require);

  return {
    warm() {
      const run = ([step, ...others]: readonly (() => void)[]) => {
        if (parent || !step) return;
        step();
        native.setTimeout(() => run(others), 0);
      };
      run(COMMON_MODULES.map((id) => () => kernel.library.require(id)));
      native.setTimeout(() => run(warmUpSteps), PARSERS_AFTER);
    },
    receive(message) {
      if (!parts) return;
      switch (message.type) {
        case 'start':
          parent = {
            pid: message.pid,
            trust: message.trust,
            own: new StdioChannel(message.stdio, kernel.host.kernel.listen),
          };
          startProgram(kernel, { ...parts, ending }, parent, message);
          break;
        case 'signal':
          if (!parts.signals.deliver(message.name)) outside.kill(0, signalNumber(kernel.host, message.name));
          break;
        case 'exited':
        case 'not-spawned':
          parts.children.receive(message);
          break;
        default:
          parts.network.receive(message);
      }
    },
  };
}

function networkExtension(host: Host, network: Network, own: () => StdioChannel | undefined): Extension {
  const { tcp_wrap, pipe_wrap, stream_wrap } = createTcpBindings(host.kernel, network, own);
  const Pipe = createOwnPipe(host.kernel, host.stdio, own);
  return {
    bindings: {
      tcp_wrap: () => tcp_wrap,
      pipe_wrap: () => ({ ...pipe_wrap, Pipe }),
      stream_wrap: () => stream_wrap,
      http_parser: () => createHttpParserBinding(host.kernel),
    },
  };
}

const decoder = new native.TextDecoder();

function readText(files: MemoryFiles, path: string): string | undefined {
  const node = files.find(path);
  return node?.kind === 'file' ? decoder.decode(files.contents(node) as Uint8Array<ArrayBuffer>) : undefined;
}

/** The program's files, Node's `fs` on them, and what turns them into running code. */
function fileExtension(host: Host, files: MemoryFiles): Extension {
  const { kernel, stdio } = host;
  const { internalBinding, requireBuiltin } = kernel;
  const fsHost: FsBindingHost = {
    ...{ internalBinding, requireBuiltin },
    job: (label) => kernel.job(label),
    post: (callback) => kernel.post(callback, kernel.context()),
    writeStdio: (fd, bytes) => stdio.write(fd, bytes),
  };
  const { bindings, typeScript, positions, beforeProgram } = createModuleBindings({
    ...{ internalBinding, requireBuiltin },
    evaluate: native.evaluate,
    files: {
      kind: (path) => files.find(path)?.kind,
      readText: (path) => readText(files, path),
    },
  });
  host.positions = positions;
  host.beforeProgram = beforeProgram;
  return {
    bindings: {
      ...bindings,
      contextify: () => ({ ...createScriptBinding(), ...bindings['contextify']?.() }),
      fs: () => createFsBinding(fsHost, files),
      fs_event_wrap: () => createFsEventWrapBinding(fsHost),
      fs_dir: () => createFsDirBinding(fsHost, files),
    },
    modules: {
      'internal/deps/amaro/dist/index': () => typeScript,
      'internal/deps/acorn/acorn/dist/acorn': () => ({ Parser }),
    },
  };
}

const signalExtension = (signals: Signals): Extension => ({ bindings: { signal_wrap: () => signals.createBinding() } });

function childExtension(children: ChildProcesses): Extension {
  const bindings = Object.entries(children.bindings).map(([name, binding]) => [name, () => binding] as const);
  return { bindings: Object.fromEntries(bindings) };
}

function startProgram(
  kernel: BootedKernel,
  parts: Parts & { readonly ending: Ending },
  parent: ParentProcess,
  start: ProcessStart,
): void {
  const { host, library } = kernel;
  parts.files.mount(start);
  parts.files.makeDirectories(start.cwd, 0o777);
  const env = { ...start.env };
  const control = takeControlStart(env);
  const isRig = control !== undefined && parent.trust === 'trusted';
  host.stdio.start(parent.own, isRig ? Number.POSITIVE_INFINITY : UNREAD_LIMIT);
  host.fatal.install(host);
  parts.network.start(start);

  Object.assign(host.facts, {
    pid: start.pid,
    ppid: start.parent,
    argv: [EXEC_PATH, start.entry, ...start.args],
    env: createEnvironment(env, refuseVariable),
    cwd: start.cwd,
  });
  host.clock.restart();
  host.beforeProgram(start.entry, start.stripped ?? {});
  if (control) {
    const controlParts: ControlParts = {
      ...{ loop: host.loop, clock: host.clock, immediates: host.immediates, network: parts.network, own: parent.own },
      program: isRig ? undefined : kernel.process,
      signal: (name) => {
        if (!parts.signals.deliver(name)) host.outside.kill(0, signalNumber(host, name));
      },
    };
    const served = serveControl(control, controlParts);
    if (isRig)
      provideEmbeddedRigHost(served, controlParts, { execPath: EXEC_PATH, stripTypes, give: parts.children.give });
  }
  host.loop.onEmpty = () => parts.ending.naturally(kernel);
  host.loop.post(() => {
    host.loop.begin();
    library.run('internal/main/run_main_module');
    parts.ending.watchEntry();
  });
}

function refuseVariable(message: string): Error {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_OBJECT_DEFINE_PROPERTY' });
}

function signalTable(host: Host): Readonly<Record<string, number>> {
  const { os } = host.kernel.internalBinding('constants') as { os: { signals: Record<string, number> } };
  return os.signals;
}

function signalName(host: Host, number: number): string | undefined {
  return Object.entries(signalTable(host)).find(([, value]) => value === number)?.[0];
}

function signalNumber(host: Host, name: string): number {
  return signalTable(host)[name] ?? 0;
}
