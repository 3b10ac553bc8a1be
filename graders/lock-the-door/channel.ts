/** The channel as everybody in it hears it. */
import { expectError, expectSilence } from '../../src/rig/matchers.ts';
import type { Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { type Heard, heard } from './talk.ts';

/** Knows what was said so far, and expects that all of them have heard that and nothing else. */
export class Channel {
  readonly #rig: Rig;
  readonly #people: readonly WebSocketClient[];
  readonly #wanted: Heard[] = [];

  constructor(rig: Rig, people: readonly WebSocketClient[]) {
    this.#rig = rig;
    this.#people = people;
  }

  /** @param outcome what becomes of the message, for everybody */
  async carries(who: WebSocketClient, message: object, outcome: Heard, why: string): Promise<void> {
    who.send(message);
    await this.#rig.settle();
    this.#wanted.push(outcome);
    heard(this.#people, this.#wanted, why);
  }

  /** An alert of somebody who must not: nobody hears it, and an error tells the sender alone. @param more in the message */
  async forbidsAlert(who: WebSocketClient, more: object, why: string): Promise<void> {
    who.send({ type: 'alert', text: 'go home', ...more });
    await this.#rig.settle();
    heard(this.#people, this.#wanted, why, undefined, `${who.name} sends an alert`);
    await expectError(who, ['FORBIDDEN'], `${who.name} sends an alert ${JSON.stringify(more)}`, why);
    expectSilence(this.#people, { type: 'error' }, 'error', 'An error is between the sender and the server.');
  }
}
