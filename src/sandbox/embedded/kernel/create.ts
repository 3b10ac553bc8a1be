/** Makes the kernel of one worker and boots Node's library on it, as far as that goes without a program. */
import { createAsyncContext, taskQueue } from '../bindings/async.ts';
import { createSymbolsBinding } from '../bindings/data.ts';
import { createBinding } from '../bindings/index.ts';
import { createMessagingBinding } from '../bindings/messaging.ts';
import { privateSymbols } from '../bindings/util.ts';
import { createReplacements } from '../library/index.ts';
import { installDate, LoopClock } from './clock.ts';
import { Fatal } from './fatal.ts';
import type { Binding, Host, Outside } from './host.ts';
import { Immediates } from './immediates.ts';
import type { Kernel } from './kernel.ts';
import {
  createBuiltinsBinding,
  createLibrary,
  createPerContext,
  type Library,
  type PerContext,
  type Replacement,
} from './library.ts';
import { installSharedArrayBuffer, removeBrowserGlobals } from './lockdown.ts';
import { EventLoop } from './loop.ts';
import { createProcessObject } from './process-object.ts';
import { installProxy } from './proxies.ts';
import { installStackTraces } from './stack.ts';
import { Stdio } from './stdio.ts';
import { installWebAssembly } from './web-assembly.ts';

/** A part of another owner that adds to the kernel. */
export interface Extension {
  /** Bindings by name, made when first asked for. */
  readonly bindings?: Readonly<Record<string, () => Binding>>;
  /** In place of files of Node's library, by id. */
  readonly modules?: Readonly<Record<string, Replacement>>;
}

export interface BootedKernel {
  readonly host: Host;
  readonly library: Library;
  readonly process: Record<string, unknown>;
  /** Adds bindings and modules; those in use already stay. */
  extend(extension: Extension): void;
}

const BOOTSTRAP = [
  'internal/bootstrap/node',
  'internal/bootstrap/web/exposed-wildcard',
  'internal/bootstrap/web/exposed-window-or-worker',
  'internal/bootstrap/switches/does_own_process_state',
  'internal/bootstrap/switches/is_main_thread',
];

export function createKernel(outside: Outside, extensions: (host: Host) => readonly Extension[]): BootedKernel {
  const clock = new LoopClock();
  const immediates = new Immediates();
  const context = createAsyncContext();
  const loop = new EventLoop(clock, immediates, context);
  let library: Library | undefined;
  const booted = (): Library => {
    if (!library) throw new Error('The library has not booted');
    return library;
  };

  const bindings = new Map<string, () => Binding>();
  const made = new Map<string, Binding>();
  const getInternalBinding = (name: string): Binding => {
    const binding = made.get(name) ?? bindings.get(name)?.() ?? createBinding(host, name);
    made.set(name, binding);
    return binding;
  };

  const kernel: Kernel = {
    enter: (callback) => loop.enter(callback),
    post: (callback, frame) => loop.post(callback, frame),
    deliver: (callback, frame) => loop.deliver(callback, frame),
    listen: (port, receive) => loop.listen(port, receive),
    afterTask: (callback) => loop.afterTask(callback),
    context: () => context.current(),
    job: (label) => loop.job(label),
    handle: (label, isReferenced) => loop.handle(label, isReferenced),
    now: () => clock.now(),
    requireBuiltin: (id) => booted().require(id),
    internalBinding: (name) => getInternalBinding(name),
  };
  const host: Host = {
    kernel,
    loop,
    clock,
    immediates,
    context,
    fatal: new Fatal(),
    stdio: new Stdio(),
    facts: { pid: 0, ppid: 0, argv: [], env: {}, cwd: '/', umask: 0o022, title: 'node' },
    outside,
    positions: {
      column: (_file, _line, column) => column,
      line: () => undefined,
      thrownAt: () => undefined,
      stalled: () => [],
    },
    beforeProgram: () => {},
  };

  installDate(clock);
  removeBrowserGlobals();
  installProxy();
  installSharedArrayBuffer();
  installWebAssembly(kernel);

  const replacements = createReplacements(host);
  const extend = (extension: Extension) => {
    for (const [name, make] of Object.entries(extension.bindings ?? {})) bindings.set(name, make);
    Object.assign(replacements, extension.modules);
  };
  const symbols = createSymbolsBinding();
  const perContext: PerContext = createPerContext(symbols, privateSymbols);
  const builtins = createBuiltinsBinding(replacements);
  extend({
    bindings: {
      symbols: () => symbols,
      builtins: () => builtins.binding,
      messaging: () => createMessagingBinding(host, perContext, symbols),
    },
  });
  const programProcess = createProcessObject();
  loop.attach({
    drainTicks: () => Reflect.apply(taskQueue.drain, programProcess, []),
    ticksPending: () => taskQueue.pending(),
  });
  for (const extension of extensions(host)) extend(extension);

  library = createLibrary(programProcess, perContext, getInternalBinding, builtins);
  for (const id of BOOTSTRAP) library.run(id);
  attachTimers(host, library, programProcess);
  installStackTraces(host, library);
  return { host, library, process: programProcess, extend };
}

function attachTimers({ clock, immediates }: Host, library: Library, process: object): void {
  type Timers = Parameters<LoopClock['attach']>[0] & { immediateQueue: Parameters<Immediates['attach']>[0] };
  const timers = library.require('internal/timers') as Timers;
  const lists = library.require('internal/linkedlist') as Parameters<LoopClock['attach']>[1];
  clock.attach(timers, lists, process);
  immediates.attach(timers.immediateQueue, clock.processImmediate);
}
