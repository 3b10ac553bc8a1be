/** The gates of one check, behind the one connection that `gate.js` in the program makes. */
import net from 'node:net';
import { Mismatch } from '../check.ts';
import { parseJson } from '../clients/inbox.ts';
import { LOOPBACK } from '../clients/place.ts';
import { Recording } from '../link/recording.ts';
import type { World } from '../world/world.ts';
import { type GatePlace, ModuleGate } from './gate.ts';
import { type FromModule, fromModule, GATE_VARIABLE, type ToModule } from './messages.ts';

/** Behind the links, which are numbered from 0. */
const FIRST_NUMBER = 1_000_000;
/** A line longer than this is no operation of a given module, characters. */
const LONGEST_LINE = 8 * 1024 * 1024;

export class Gates {
  readonly #names: readonly string[];
  readonly #listener = net.createServer();
  readonly #gates = new Map<string, ModuleGate>();
  /** Which gate an operation belongs to. */
  readonly #owners = new Map<number, ModuleGate>();
  #socket: net.Socket | undefined;
  #place: Omit<GatePlace, 'send'> | undefined;
  #partial = '';
  #problem: string | undefined;

  /** Opens the port before the program starts. @param names of the modules that the check looks at. */
  static async listen(names: readonly string[]): Promise<Gates> {
    const gates = new Gates(names);
    await new Promise<void>((resolve, reject) => {
      gates.#listener.once('error', reject);
      gates.#listener.listen(0, LOOPBACK, resolve);
    });
    return gates;
  }

  private constructor(names: readonly string[]) {
    this.#names = names;
    this.#listener.on('connection', (socket) => this.#accept(socket));
  }

  /** For the program's environment. */
  get env(): Readonly<Record<string, string>> {
    const address = this.#listener.address();
    return address && typeof address === 'object' ? { [GATE_VARIABLE]: String(address.port) } : {};
  }

  get recordings(): readonly Recording[] {
    return [...this.#gates.values()].map(({ recording }) => recording);
  }

  /** Before the program can have connected. */
  enter(place: { world: World; now(): number; random: () => number }): void {
    this.#place = place;
    for (const name of this.#names) this.#gateOf(name);
  }

  /** @throws Error for the check's author when the check does not name it in its `gates`. */
  gate(name: string): ModuleGate {
    const gate = this.#gates.get(name);
    if (gate) return gate;
    throw new Error(`The check uses the gate "${name}" and does not name it. Add it to the check's gates.`);
  }

  /** What came over the connection and is none of ours; undefined while all is sound. */
  get unsound(): Mismatch | undefined {
    if (this.#problem === undefined) return undefined;
    return new Mismatch({
      expected: 'The given modules are left as they are.',
      received: this.#problem,
      why: 'The checks hold and release the operations of these modules through gate.js.',
    });
  }

  dispose(): void {
    for (const gate of this.#gates.values()) gate.dispose();
    this.#listener.close();
    this.#socket?.destroy();
  }

  #accept(socket: net.Socket): void {
    // One program, one connection: nobody else may speak for it.
    if (this.#socket) return void socket.destroy();
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.on('data', (text: string) => this.#receive(text));
  }

  #receive(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    if (this.#partial.length > LONGEST_LINE) return this.#refuse('A message to the grader has no end.');
    for (const line of lines) {
      const parsed = fromModule.safeParse(parseJson(line));
      if (!parsed.success) return this.#refuse(`The grader was sent ${JSON.stringify(line.slice(0, 80))}.`);
      this.#hear(parsed.data);
    }
  }

  #hear(message: FromModule): void {
    if ('ended' in message) {
      const owner = this.#owners.get(message.id);
      if (message.ended === 'returned') owner?.returned(message.id, message.value);
      else owner?.threw(message.id, message.message);
      return;
    }
    const { id, gate: name, operation, arguments: args } = message;
    if (this.#owners.has(id)) return this.#refuse(`The operation ${id} was asked for twice.`);
    const gate = this.#gateOf(name);
    this.#owners.set(id, gate);
    gate.asked(id, operation, args);
  }

  #refuse(problem: string): void {
    this.#problem = problem;
    this.#socket?.destroy();
  }

  /** A module that the check does not look at is seen in the transcript all the same. */
  #gateOf(name: string): ModuleGate {
    const known = this.#gates.get(name);
    if (known) return known;
    if (!this.#place) throw new Error('A gate was used before its world was there.');
    const recording = new Recording(`${name}.js`, FIRST_NUMBER + this.#gates.size);
    const gate = new ModuleGate(name, recording, { ...this.#place, send: (message) => this.#send(message) });
    this.#gates.set(name, gate);
    return gate;
  }

  #send(message: ToModule): void {
    this.#socket?.write(`${JSON.stringify(message)}\n`);
  }
}
