/** The gates of one check, behind the one connection that `gate.js` in the program makes. */
import { Mismatch } from '../check.ts';
import { Recording } from '../link/recording.ts';
import type { World } from '../world/world.ts';
import { GateChannel } from './channel.ts';
import { type GatePlace, ModuleGate } from './gate.ts';
import type { FromModule } from './messages.ts';

/** Behind the links, which are numbered from 0. */
const FIRST_NUMBER = 1_000_000;

export class Gates {
  readonly #names: readonly string[];
  readonly #gates = new Map<string, ModuleGate>();
  /** Which gate an operation belongs to. */
  readonly #owners = new Map<number, ModuleGate>();
  #channel: GateChannel | undefined;
  #place: Omit<GatePlace, 'send'> | undefined;
  #problem: string | undefined;

  /** Opens the port before the program starts. @param names of the modules that the check looks at. */
  static async listen(names: readonly string[]): Promise<Gates> {
    const gates = new Gates(names);
    gates.#channel = await GateChannel.listen({
      onMessage: (message) => gates.#hear(message),
      onUnsound: (problem) => {
        gates.#problem = problem;
      },
    });
    return gates;
  }

  private constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** For the program's environment. */
  get env(): Readonly<Record<string, string>> {
    return this.#channel?.env ?? {};
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
    this.#channel?.dispose();
  }

  #hear(message: FromModule): void {
    if ('ended' in message) {
      const owner = this.#owners.get(message.id);
      if (message.ended === 'returned') owner?.returned(message.id, message.value);
      else owner?.threw(message.id, message.message);
      return;
    }
    const { id, gate: name, operation, arguments: args } = message;
    if (this.#owners.has(id)) return this.#channel?.refuse(`The operation ${id} was asked for twice.`);
    const gate = this.#gateOf(name);
    this.#owners.set(id, gate);
    gate.asked(id, operation, args);
  }

  /** A module that the check does not look at is seen in the transcript all the same. */
  #gateOf(name: string): ModuleGate {
    const known = this.#gates.get(name);
    if (known) return known;
    if (!this.#place) throw new Error('A gate was used before its world was there.');
    const recording = new Recording(`${name}.js`, FIRST_NUMBER + this.#gates.size);
    const gate = new ModuleGate(name, recording, { ...this.#place, send: (message) => this.#channel?.send(message) });
    this.#gates.set(name, gate);
    return gate;
  }
}
