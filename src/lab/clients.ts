/** The clients the learner steers: what each is called on the wire, how its connection stands, what it sent and heard. */
import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Command, Report } from '../rig/protocol.ts';

export interface ClientLine {
  readonly id: number;
  readonly from: 'client' | 'server' | 'note';
  readonly text: string;
}

export interface ClientState {
  /** The panel's own id. */
  readonly id: string;
  /** Its name on the wire: what the learner calls it, unlike every other that is connected. */
  readonly name: string;
  readonly link: 'off' | 'connecting' | 'open' | 'cut' | 'fin';
  readonly log: readonly ClientLine[];
}

export type ClientReport = Extract<Report, { client: string }>;
type Send = (command: Command) => void;

const LOG_KEPT = 500;

export class LabClients {
  readonly #all = signal<readonly ClientState[]>([]);
  #line = 0;

  get all(): ReadonlySignal<readonly ClientState[]> {
    return this.#all;
  }

  /**
   * @param wanted what the learner calls this client
   * @param send to the rig; undefined while no server runs
   */
  connect(id: string, wanted: string, path: string, send: Send | undefined): void {
    if (!this.#find(id)) this.#all.value = [...this.#all.value, { id, name: wanted, link: 'off', log: [] }];
    if (!send) return this.#note(id, 'The server is not running. Run it, then connect.');
    const name = this.#freeName(id, wanted);
    this.#patch(id, { name, link: 'connecting' });
    send({ type: 'connect', client: name, path });
  }

  send(id: string, text: string, send: Send | undefined): void {
    const client = this.#find(id);
    if (!send || client?.link !== 'open') return this.#note(id, 'Not connected: nothing was sent.');
    this.#log(id, 'client', text);
    send({ type: 'send', client: client.name, text });
  }

  disconnect(id: string, how: 'close' | 'fin' | 'cut', send: Send | undefined): void {
    const client = this.#find(id);
    if (!send || !client || !isOn(client)) return;
    if (how !== 'close') {
      this.#patch(id, { link: how });
      this.#note(id, FAULTS[how]);
    }
    send({ type: 'disconnect', client: client.name, how });
  }

  hear(report: ClientReport): void {
    const client = this.#all.value.find(
      (one) => one.name === report.client && (isOn(one) || (one.link === 'cut' && report.type === 'message')),
    );
    if (!client) return;
    switch (report.type) {
      case 'opened':
        return this.#patch(client.id, { link: 'open' });
      case 'message':
        return this.#log(client.id, 'server', report.text);
      case 'closed':
        this.#patch(client.id, { link: 'off' });
        return this.#note(client.id, closedText(report.code, report.reason));
      case 'failed':
        this.#patch(client.id, { link: 'off' });
        return this.#note(client.id, report.error);
    }
  }

  /** The rig is gone, and every connection with it. */
  lose(): void {
    this.#all.value = this.#all.value.map((client) => (isOn(client) ? { ...client, link: 'off' } : client));
  }

  /** Before a new run. */
  clear(): void {
    this.#all.value = this.#all.value.map((client) => ({ ...client, link: 'off', log: [] }));
  }

  #find(id: string): ClientState | undefined {
    return this.#all.value.find((client) => client.id === id);
  }

  /** `ana`, or `ana²` while another panel is connected as `ana`. */
  #freeName(id: string, wanted: string): string {
    const name = wanted.trim() || id;
    const taken = new Set(this.#all.value.filter((one) => one.id !== id && isOn(one)).map((one) => one.name));
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name}${superscript(n)}`;
    return free;
  }

  #note(id: string, text: string): void {
    this.#log(id, 'note', text);
  }

  #log(id: string, from: ClientLine['from'], text: string): void {
    const line: ClientLine = { id: this.#line++, from, text };
    this.#all.value = this.#all.value.map((client) =>
      client.id === id ? { ...client, log: [...client.log, line].slice(-LOG_KEPT) } : client,
    );
  }

  #patch(id: string, change: Partial<ClientState>): void {
    this.#all.value = this.#all.value.map((client) => (client.id === id ? { ...client, ...change } : client));
  }
}

/** Connected, or on its way there, or not quite gone. */
export const isOn = ({ link }: Pick<ClientState, 'link'>) => link === 'connecting' || link === 'open' || link === 'fin';

/** What the learner did to a connection, and what each end can know of it. */
const FAULTS = {
  cut: 'Cut: the connection was reset. No Close frame was sent; the server learns of it from the reset alone.',
  fin: 'Half-closed: the server sees the end of the stream, without a Close frame. What it still sends arrives.',
};

const superscript = (n: number) => [...String(n)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');

/** RFC 6455 §7.4.1; 1005 and 1006 are never on the wire, the client made them up. */
export function closedText(code: number, reason: string): string {
  if (code === 1006) return 'Closed 1006: the connection ended without a Close frame.';
  if (code === 1005) return 'Closed 1005: the Close frame carried no code.';
  return `Closed ${code}${reason ? ` “${reason}”` : ''}.`;
}
