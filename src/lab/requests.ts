/** The HTTP requests the learner sends by hand, and what came back, newest last. */
import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Command, Report } from '../rig/protocol.ts';

export interface WantedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface Exchange extends WantedRequest {
  readonly id: string;
  readonly answer:
    | { readonly status: number; readonly reason: string; readonly headers: readonly Header[]; readonly ms: number }
    | undefined;
  /** What has come of the body. */
  readonly text: string;
  readonly end: { readonly is: 'open' } | { readonly is: 'complete' } | { readonly is: 'broken'; readonly why: string };
}

interface Header {
  readonly name: string;
  readonly value: string;
}

export type RequestReport = Extract<Report, { type: 'answered' | 'body' | 'ended' }>;

const KEPT = 50;

export class LabRequests {
  readonly #all = signal<readonly Exchange[]>([]);
  readonly #sentAt = new Map<string, number>();
  #count = 0;

  get all(): ReadonlySignal<readonly Exchange[]> {
    return this.#all;
  }

  send(wanted: WantedRequest, send: (command: Command) => void): void {
    const id = `request-${++this.#count}`;
    const exchange: Exchange = { ...wanted, id, answer: undefined, text: '', end: { is: 'open' } };
    this.#all.value = [...this.#all.value, exchange].slice(-KEPT);
    this.#sentAt.set(id, performance.now());
    const { method, path, headers, body } = wanted;
    send({ type: 'http', id, method, path, headers, ...(body === undefined ? {} : { body }) });
  }

  abort(id: string, send: (command: Command) => void): void {
    send({ type: 'abort', id });
  }

  hear(report: RequestReport): void {
    switch (report.type) {
      case 'answered': {
        const { status, reason, headers } = report;
        const ms = performance.now() - (this.#sentAt.get(report.id) ?? performance.now());
        return this.#patch(report.id, () => ({ answer: { status, reason, headers, ms } }));
      }
      case 'body':
        return this.#patch(report.id, ({ text }) => ({ text: text + report.text }));
      case 'ended':
        return this.#patch(report.id, () => ({
          end: report.error === undefined ? { is: 'complete' } : { is: 'broken', why: report.error },
        }));
    }
  }

  /** The rig is gone, and every connection with it. */
  lose(): void {
    for (const { id, end } of this.#all.value)
      if (end.is === 'open')
        this.#patch(id, () => ({ end: { is: 'broken', why: 'The server was stopped before it had answered.' } }));
  }

  /** Before a new run. */
  clear(): void {
    this.#all.value = [];
    this.#sentAt.clear();
  }

  #patch(id: string, change: (exchange: Exchange) => Partial<Exchange>): void {
    this.#all.value = this.#all.value.map((one) => (one.id === id ? { ...one, ...change(one) } : one));
  }
}

/**
 * Reads headers as a person types them, `Name: value`, one a line.
 * @returns a sentence that says which line is none, or the headers
 */
export function readHeaders(text: string): { headers: Record<string, string> } | { problem: string } {
  const headers: Record<string, string> = {};
  for (const [n, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, name, value] = /^\s*([!#$%&'*+.^_`|~\w-]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined)
      return { problem: `Line ${n + 1} of the headers is no header. Write "Name: value".` };
    headers[name] = value;
  }
  return { headers };
}
