/** The operations of given modules while the learner plays: each is shown on the wire, and takes a few milliseconds. */
import { GateChannel } from '../gates/channel.ts';
import type { FromModule } from '../gates/messages.ts';
import { type OnEntries, Recording } from '../link/recording.ts';

/** How long an operation takes, ms: as in `gate.js`, where nobody is asked. */
const DELAY_MS = 5;

export interface PlayGatesPlace {
  /** Ms since the recording began. */
  now(): number;
  readonly onEntries: OnEntries;
  /** The program has sent something that is none of the protocol; in words. */
  readonly onUnsound: (problem: string) => void;
}

export class PlayGates {
  readonly #place: PlayGatesPlace;
  readonly #recordings = new Map<string, Recording>();
  /** Operations that have not ended. */
  readonly #running = new Map<number, { readonly gate: string; readonly name: string }>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #channel: GateChannel | undefined;

  /** Opens the port before the program starts. */
  static async listen(place: PlayGatesPlace): Promise<PlayGates> {
    const gates = new PlayGates(place);
    gates.#channel = await GateChannel.listen({
      onMessage: (message) => gates.#hear(message),
      onUnsound: place.onUnsound,
    });
    return gates;
  }

  private constructor(place: PlayGatesPlace) {
    this.#place = place;
  }

  /** For the program's environment. */
  get env(): Readonly<Record<string, string>> {
    return this.#channel?.env ?? {};
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#channel?.dispose();
  }

  #hear(message: FromModule): void {
    const { id } = message;
    if ('ended' in message) {
      const operation = this.#running.get(id);
      this.#running.delete(id);
      if (!operation) return;
      const value = message.ended === 'returned' ? message.value : undefined;
      const text = message.ended === 'threw' ? message.message : value === undefined ? '' : JSON.stringify(value);
      return this.#record(operation, { id, moment: message.ended, text });
    }
    const operation = { gate: message.gate, name: message.operation };
    this.#running.set(id, operation);
    this.#record(operation, { id, moment: 'asked', text: JSON.stringify(message.arguments) });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#channel?.send({ id, act: 'run' });
    }, DELAY_MS);
    this.#timers.add(timer);
  }

  #record(
    { gate, name }: { readonly gate: string; readonly name: string },
    moment: { readonly id: number; readonly moment: 'asked' | 'returned' | 'threw'; readonly text: string },
  ): void {
    let recording = this.#recordings.get(gate);
    if (!recording) {
      // The rows keep what the page may ask for.
      recording = new Recording(`${gate}.js`, 0, { onEntries: this.#place.onEntries, keptBytes: 0 });
      this.#recordings.set(gate, recording);
    }
    recording.operation({ name, ...moment }, 'down', this.#place.now(), 0);
  }
}
