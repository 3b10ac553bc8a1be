/** One sandbox of the node runtime: a temporary folder, and the processes that started from copies of its files. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NODE_VARIABLE, type NodeSettings } from '../../rig/control/node/prepare-server.ts';
import { CONTROL_VARIABLE } from '../../rig/control/protocol.ts';
import { type FileTree, type Process, type Program, type Sandbox, SandboxError } from '../runtime.ts';
import { claimPorts, type PortBlock } from './ports.ts';
import { NodeProcess } from './process.ts';

export interface NodeSandboxParts {
  /** An empty folder, owned by the sandbox. */
  readonly folder: string;
  /** The image's unpacked `node_modules`. */
  readonly modules: string;
  readonly preloads: { readonly rig: string; readonly server: string };
}

export class NodeSandbox implements Sandbox {
  readonly #parts: NodeSandboxParts;
  readonly #files = new Map<string, string | Uint8Array>();
  readonly #processes = new Set<NodeProcess>();
  readonly #starting = new Set<Promise<Process>>();
  /** Aborted by disposal: takes the sandbox's listeners off longer-lived signals. */
  readonly #closed = new AbortController();
  #ports: Promise<PortBlock> | undefined;
  #copies = 0;
  #disposed: Promise<void> | undefined;

  constructor(parts: NodeSandboxParts) {
    this.#parts = parts;
  }

  async write(files: FileTree): Promise<void> {
    this.#requireLife();
    for (const [file, contents] of Object.entries(files)) {
      this.#files.set(normalise(file), typeof contents === 'string' ? contents : contents.slice());
    }
  }

  async spawn(program: Program): Promise<Process> {
    this.#requireLife();
    const starting = this.#start(program);
    this.#starting.add(starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(starting);
    }
  }

  disposeOn(signal: AbortSignal): void {
    const dispose = () => void this[Symbol.asyncDispose]();
    if (signal.aborted) dispose();
    else signal.addEventListener('abort', dispose, { once: true, signal: this.#closed.signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#dispose();
    return this.#disposed;
  }

  async #start(program: Program): Promise<Process> {
    const entry = normalise(program.entry);
    if (!this.#files.has(entry)) {
      throw new SandboxError(
        'SANDBOX_NO_SUCH_FILE',
        `There is no file ${entry} in the sandbox. Write it before starting it.`,
      );
    }
    const number = ++this.#copies;
    const root = path.join(this.#parts.folder, String(number));
    const cwd = path.join(root, normalise(program.cwd ?? '/app'));
    await copyTo(root, cwd, [...this.#files], this.#parts.modules);

    const isRig = program.env?.[CONTROL_VARIABLE] !== undefined;
    const flags = isRig ? ['--expose-internals', '--no-warnings', '--import', this.#parts.preloads.rig] : [];
    const env = {
      ...inheritedEnvironment(),
      ...program.env,
      ...(isRig ? await this.#rigEnvironment(root, number) : {}),
    };
    this.#requireLife();
    const process = new NodeProcess({
      args: [...flags, path.join(root, entry), ...(program.args ?? [])],
      cwd,
      env,
      // The rig speaks a protocol on its output; none of it may be lost.
      output: isRig ? 'complete' : 'dropped past the limit',
    });
    this.#processes.add(process);
    process.exited.then(() => this.#processes.delete(process));
    return process;
  }

  async #dispose(): Promise<void> {
    this.#closed.abort();
    // A spawn under way still writes files; it sees the disposal before it starts its process.
    await Promise.allSettled(this.#starting);
    const ending = [...this.#processes].map((process) => {
      process.kill();
      return process.exited;
    });
    await Promise.all(ending);
    await (await this.#ports?.catch(() => undefined))?.release();
    // A process that was just killed may still be letting go of its files.
    await rm(this.#parts.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }

  async #rigEnvironment(root: string, number: number): Promise<Record<string, string>> {
    const scratch = path.join(this.#parts.folder, `${number}-servers`);
    await mkdir(scratch);
    await mkdir(path.join(root, 'app'), { recursive: true });
    this.#ports ??= claimPorts();
    const { first, last } = await this.#ports;
    const settings: NodeSettings = {
      app: path.join(root, 'app'),
      modules: this.#parts.modules,
      scratch,
      preload: this.#parts.preloads.server,
      ports: { first, last },
    };
    return {
      [NODE_VARIABLE]: JSON.stringify(settings),
      // With one thread the order in which file and crypto jobs end is the order in which they began.
      UV_THREADPOOL_SIZE: '1',
    };
  }

  #requireLife(): void {
    if (this.#disposed) throw new SandboxError('SANDBOX_DISPOSED', 'This sandbox has been closed. Boot a new one.');
  }
}

/** Lays out one process's private copy of the sandbox's files below `root`. */
async function copyTo(
  root: string,
  cwd: string,
  files: readonly (readonly [path: string, contents: string | Uint8Array])[],
  modules: string,
): Promise<void> {
  const folders = new Set(files.map(([file]) => path.join(root, path.posix.dirname(file))));
  for (const folder of [...folders, cwd]) await mkdir(folder, { recursive: true });
  await symlink(modules, path.join(root, 'node_modules'), 'junction');
  for (const [file, contents] of files) await writeFile(path.join(root, file), contents);
}

/** @throws SandboxError for a path that is not absolute or leaves the sandbox */
function normalise(file: string): string {
  if (!file.startsWith('/') || path.posix.normalize(file) !== file) {
    throw new SandboxError(
      'SANDBOX_NO_SUCH_FILE',
      `"${file}" is no path inside the sandbox. Write an absolute one without "..": /app/server.ts.`,
    );
  }
  return file;
}

/** Nothing of the caller's environment reaches a program, but what a process needs to start at all. */
function inheritedEnvironment(): Record<string, string> {
  const kept: Record<string, string> = { PATH: path.dirname(process.execPath) };
  // Windows cannot open a socket without it.
  if (process.env['SystemRoot']) kept['SystemRoot'] = process.env['SystemRoot'];
  return kept;
}
