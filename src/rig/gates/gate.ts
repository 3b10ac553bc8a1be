/** The operations that one given module was asked for, and which of them a check has let go. */
import { Mismatch, type TranscriptPosition } from '../check.ts';
import { parseJson } from '../clients/inbox.ts';
import { WITHIN_MS } from '../clients/place.ts';
import type { Recording } from '../link/recording.ts';
import type { Answer, Gate, Operation, OperationMatch, Outcome } from '../rig.ts';
import { shorten } from '../shorten.ts';
import { WaitedInVain } from '../world/errors.ts';
import type { World } from '../world/world.ts';
import type { ToModule } from './messages.ts';

/** A schedule that goes on for so long has met a program that asks without end. */
const MOST_RELEASED = 5000;

export interface GatePlace {
  readonly world: World;
  /** Ms since the recording began. */
  now(): number;
  readonly random: () => number;
  send(message: ToModule): void;
}

interface Known extends Operation {
  state: Operation['state'];
  returned: unknown;
  threw: string | undefined;
}

export class ModuleGate implements Gate {
  readonly name: string;
  readonly recording: Recording;
  readonly #place: GatePlace;
  readonly #operations: Known[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #mode: 'open' | 'held' = 'open';
  #answer: Answer = {};

  constructor(name: string, recording: Recording, place: GatePlace) {
    this.name = name;
    this.recording = recording;
    this.#place = place;
  }

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  get pending(): readonly Operation[] {
    return this.#operations.filter(({ state }) => state === 'waiting');
  }

  hold(): void {
    this.#mode = 'held';
  }

  async open(answer: Answer = {}): Promise<void> {
    await this.#place.world.act(() => {
      this.#mode = 'open';
      this.#answer = answer;
      for (const operation of this.pending) this.#letGo(operation.id, answer);
    });
  }

  async next(label: string, match?: OperationMatch, { withinMs = WITHIN_MS } = {}): Promise<Operation> {
    const find = () => this.pending.find((operation) => isMatch(operation, match));
    await this.#place.world.until(() => find() !== undefined, withinMs);
    const found = find();
    if (found) return found;
    throw new WaitedInVain(label, this.#describeWaiting(), this.#last());
  }

  async release(operation?: Operation, answer: Answer = {}): Promise<Operation> {
    let released: Operation | undefined;
    await this.#place.world.act(() => {
      released = operation ?? this.pending[0];
      if (released?.state === 'waiting') this.#letGo(released.id, answer);
      else released = undefined;
    });
    if (released) return released;
    throw new WaitedInVain(`an operation of ${this.name}.js`, this.#describeWaiting(), this.#last());
  }

  async releaseAll(answer: Answer = {}): Promise<readonly Operation[]> {
    const { world, random } = this.#place;
    const released: Operation[] = [];
    for (;;) {
      await world.idle();
      const { pending } = this;
      const drawn = pending[Math.floor(random() * pending.length)];
      if (!drawn) return released;
      if (released.length === MOST_RELEASED) throw this.#endless(drawn);
      released.push(await this.release(drawn, answer));
    }
  }

  async send(...values: readonly unknown[]): Promise<void> {
    await this.#place.world.act(() => {
      this.#record({ id: 0, name: this.name, moment: 'received', text: JSON.stringify(values) }, 'up');
      this.#place.send({ act: 'receive', gate: this.name, arguments: values });
    });
  }

  /** Nothing ends any more. */
  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** The program has asked for an operation. */
  asked(id: number, name: string, args: readonly unknown[]): void {
    const at = this.#record({ id, name, moment: 'asked', text: JSON.stringify(args) }, 'down');
    const time = this.#place.world.now();
    const rest = { state: 'waiting', returned: undefined, threw: undefined } as const;
    this.#operations.push({ id, name, arguments: args, time, at, ...rest });
    if (this.#mode === 'open') this.#letGo(id, this.#answer);
  }

  /** The module has run an operation that was let go. */
  returned(id: number, value: unknown): void {
    const operation = this.#released(id);
    if (!operation) return;
    operation.returned = value;
    this.#end(operation, 'returned', value === undefined ? '' : JSON.stringify(value), 'down');
  }

  threw(id: number, message: string): void {
    const operation = this.#released(id);
    if (!operation) return;
    operation.threw = message;
    this.#end(operation, 'threw', message, 'down');
  }

  #letGo(id: number, answer: Answer): void {
    const operation = this.#operations.find((one) => one.id === id && one.state === 'waiting');
    if (!operation) return;
    operation.state = 'released';
    const outcome = typeof answer === 'function' ? answer(operation) : answer;
    // On the rig's own clock, which stands still with the program's.
    if (outcome.afterMs) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#conclude(operation, outcome);
      }, outcome.afterMs);
      this.#timers.add(timer);
    } else this.#conclude(operation, outcome);
  }

  #conclude(operation: Known, outcome: Outcome): void {
    const { id, name } = operation;
    if (outcome.error) {
      operation.threw = outcome.error.message;
      this.#end(operation, 'threw', outcome.error.message, 'up');
      this.#place.send({ id, act: 'throw', error: outcome.error });
    } else if ('value' in outcome) {
      // What reaches the program has been through JSON.
      const text = outcome.value === undefined ? '' : JSON.stringify(outcome.value);
      operation.returned = parseJson(text);
      this.#end(operation, 'returned', text, 'up');
      this.#place.send({ id, act: 'return', value: outcome.value });
    } else {
      if (this.#mode === 'held') this.#record({ id, name, moment: 'released', text: '' }, 'up');
      this.#place.send({ id, act: 'run' });
    }
  }

  #released(id: number): Known | undefined {
    return this.#operations.find((one) => one.id === id && one.state === 'released');
  }

  #end(operation: Known, moment: 'returned' | 'threw', text: string, direction: 'up' | 'down'): void {
    operation.state = 'ended';
    this.#record({ id: operation.id, name: operation.name, moment, text }, direction);
  }

  #record(operation: Parameters<Recording['operation']>[0], direction: 'up' | 'down'): TranscriptPosition {
    const { now, world } = this.#place;
    const entry = this.recording.operation(operation, direction, now(), world.step);
    return { link: this.recording.name, entry };
  }

  #last(): TranscriptPosition | undefined {
    return this.#operations.at(-1)?.at;
  }

  #describeWaiting(): string {
    const waiting = this.pending.map(describeOperation).join(', ');
    if (waiting) return `only ${waiting}`;
    const last = this.#operations.at(-1);
    return last ? `nothing after ${describeOperation(last)}` : `no operation of ${this.name}.js at all`;
  }

  #endless(last: Operation): Mismatch {
    return new Mismatch({
      expected: `The program comes to an end with asking ${this.name}.js.`,
      received: `It has asked for ${MOST_RELEASED} operations and goes on with ${describeOperation(last)}.`,
      why: 'Whoever asks again and again without a reason keeps a database busy with nothing.',
      at: last.at,
    });
  }
}

/** `get("12A")` */
export function describeOperation({ name, arguments: args }: Operation): string {
  const text = JSON.stringify(args).slice(1, -1);
  return `${name}(${shorten(text)})`;
}

function isMatch(operation: Operation, match: OperationMatch | undefined): boolean {
  if (match === undefined) return true;
  if (typeof match === 'function') return match(operation);
  const [name, ...args] = typeof match === 'string' ? [match] : match;
  if (operation.name !== name) return false;
  return args.every((arg, index) => JSON.stringify(arg) === JSON.stringify(operation.arguments[index]));
}
