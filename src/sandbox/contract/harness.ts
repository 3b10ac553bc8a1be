/** How the contract suite drives a runtime: boot, write, start, and read what a program prints. */
import { onTestFinished } from 'vitest';
import type { Exit, FileTree, Image, Process, Program, Runtime, Sandbox } from '../runtime.ts';

/** A runtime under test, and the ways in which hosts may rightly differ. */
export interface Subject {
  readonly runtime: Runtime;
  /** The image of these packages. */
  image(packages: readonly string[]): Image;
  /** `private`: every sandbox has all ports to itself. `host`: they share the machine's. */
  readonly network: 'private' | 'host';
  /** `worker`: programs share their realm with a browser. `process`: with nothing. */
  readonly realm: 'worker' | 'process';
  /** Whose columns stack traces have: Node's, or those of another engine, which agree on lines only. */
  readonly columns: 'node' | 'engine';
}

/** Of a regular expression, for a place in a stack trace. */
export function placePattern({ columns }: Subject, file: string, line: number, column: number): string {
  return `${file.replaceAll('.', '\\.')}:${line}:${columns === 'node' ? column : '\\d+'}`;
}

/** `say(value)` prints one line of JSON: how programs of the suite report. */
const SAY: FileTree = {
  '/app/say.cjs': 'module.exports = (value) => console.log(JSON.stringify(value));\n',
};

/** A booted sandbox that ends with the test. */
export class World {
  readonly sandbox: Sandbox;
  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
  }

  static async boot(subject: Subject, packages: readonly string[], files: FileTree = {}): Promise<World> {
    const ending = new AbortController();
    const sandbox = await subject.runtime.boot(subject.image(packages), ending.signal);
    onTestFinished(() => sandbox[Symbol.asyncDispose]());
    await sandbox.write({ ...SAY, ...files });
    return new World(sandbox);
  }

  async start(entry: string, program: Omit<Program, 'entry'> = {}): Promise<Running> {
    return new Running(await this.sandbox.spawn({ entry, ...program }));
  }

  /** Runs a program to its end. */
  async run(entry: string, program: Omit<Program, 'entry'> = {}): Promise<Ended> {
    const running = await this.start(entry, program);
    return running.end();
  }

  /** Starts a server program, which says `{port}`. */
  async serve(entry: string): Promise<{ server: Running; port: number }> {
    const server = await this.start(entry);
    const { port } = await server.said<{ port: number }>('port');
    return { server, port };
  }
}

export interface Ended {
  readonly exit: Exit;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of standard output, parsed. */
  readonly says: readonly unknown[];
}

/** A process whose output is being read. */
export class Running {
  readonly process: Process;
  stdout = '';
  stderr = '';
  readonly #read: Promise<void>;
  #more = Promise.withResolvers<void>();
  #ended = false;

  constructor(process: Process) {
    this.process = process;
    this.#read = this.#readAll();
  }

  async #readAll(): Promise<void> {
    for await (const { stream, text } of this.process.output) {
      this[stream] += text;
      this.#wake();
    }
    this.#ended = true;
    this.#wake();
  }

  #wake(): void {
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }

  /** Waits for a line that holds `field`, and gives it parsed. */
  async said<T extends object>(field: keyof T & string): Promise<T> {
    for (;;) {
      for (const line of completeLines(this.stdout)) {
        const value = parsed(line);
        if (typeof value === 'object' && value !== null && field in value) return value as T;
      }
      if (this.#ended) throw new Error(`It ended without saying "${field}": ${this.stdout}${this.stderr}`);
      await this.#more.promise;
    }
  }

  /** Waits for a text on standard output. */
  async printed(text: string): Promise<void> {
    while (!this.stdout.includes(text)) {
      if (this.#ended) throw new Error(`It ended without printing "${text}": ${this.stdout}${this.stderr}`);
      await this.#more.promise;
    }
  }

  async type(text: string): Promise<void> {
    const writer = this.process.input.getWriter();
    await writer.write(text);
    writer.releaseLock();
  }

  async end(): Promise<Ended> {
    const [exit] = await Promise.all([this.process.exited, this.#read]);
    const { stdout, stderr } = this;
    return { exit, stdout, stderr, says: completeLines(stdout).map(parsed) };
  }
}

/** Boots, runs one program, and gives what it said. Fails unless it exits with 0. */
export async function sayings(
  subject: Subject,
  packages: readonly string[],
  program: string,
  entry = '/app/main.js',
): Promise<readonly unknown[]> {
  const world = await World.boot(subject, packages, { [entry]: program });
  return saysOf(await world.run(entry));
}

/** Runs a server and a client as two processes of one sandbox; gives what the client said. */
export async function exchange(
  subject: Subject,
  packages: readonly string[],
  programs: { readonly server: string; readonly client: string },
): Promise<{ client: readonly unknown[]; server: Running }> {
  const world = await World.boot(subject, packages, {
    '/app/server.js': programs.server,
    '/app/client.js': programs.client,
  });
  const { server, port } = await world.serve('/app/server.js');
  const client = await world.run('/app/client.js', { env: { PORT: String(port) } });
  return { client: saysOf(client), server };
}

function saysOf({ exit, stdout, stderr, says }: Ended): readonly unknown[] {
  if (exit.code !== 0) throw new Error(`It exited with ${JSON.stringify(exit)}.\n${stdout}${stderr}`);
  return says;
}

function completeLines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
