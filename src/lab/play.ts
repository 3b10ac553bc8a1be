/** Playing with the server by hand: Run, Stop, and the clients the learner steers. One rig on the real clock. */
import { batch, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Report, Row } from '../rig/protocol.ts';
import { SandboxError } from '../sandbox/runtime.ts';
import type { SandboxAccess } from './access.ts';
import type { LabData } from './exercise-data.ts';
import { type ConsoleLines, LineBuffer } from './lines.ts';
import { type RigProcess, startRig } from './rig-process.ts';

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number | undefined;
}

export type ServerState =
  | { readonly is: 'stopped' }
  | { readonly is: 'starting'; readonly step: 'sandbox' | 'server' }
  /** `ms` from the click to listening. */
  | { readonly is: 'listening'; readonly port: number; readonly expected: number; readonly ms: number }
  /** It ended by itself. */
  | { readonly is: 'exited'; readonly code: number | null }
  | { readonly is: 'crashed'; readonly error: string; readonly at: Place | undefined }
  | {
      readonly is: 'unresponsive';
      readonly entry: string;
      readonly lastOutput: string | undefined;
      readonly lastDelivered: Row | undefined;
    }
  /** The sandbox failed, not the server. */
  | { readonly is: 'failed'; readonly message: string };

export interface ClientLine {
  readonly id: number;
  readonly from: 'client' | 'server' | 'note';
  readonly text: string;
}

export interface ClientState {
  readonly name: string;
  readonly path: string;
  readonly link: 'off' | 'connecting' | 'open' | 'cut' | 'fin';
  readonly log: readonly ClientLine[];
}

/** Rows kept for the wire view. */
const ROWS_KEPT = 10_000;
const LOG_KEPT = 500;

export class Play {
  readonly #data: LabData;
  readonly #access: SandboxAccess;
  readonly #server = signal<ServerState>({ is: 'stopped' });
  readonly #console = signal<ConsoleLines>({ lines: [], dropped: 0 });
  readonly #clients = signal<readonly ClientState[]>([]);
  readonly #wire = signal<{ readonly rows: readonly Row[]; readonly dropped: number }>({ rows: [], dropped: 0 });
  readonly #details = signal<ReadonlyMap<number, Details>>(new Map());
  readonly #lines = new LineBuffer();
  #rig: RigProcess | undefined;
  #began = 0;
  /** Counts starts, so that what belongs to an earlier one is not taken for this one. */
  #run = 0;
  #line = 0;

  constructor(data: LabData, access: SandboxAccess) {
    this.#data = data;
    this.#access = access;
  }

  get server(): ReadonlySignal<ServerState> {
    return this.#server;
  }
  get console(): ReadonlySignal<ConsoleLines> {
    return this.#console;
  }
  get clients(): ReadonlySignal<readonly ClientState[]> {
    return this.#clients;
  }
  get wire(): ReadonlySignal<{ readonly rows: readonly Row[]; readonly dropped: number }> {
    return this.#wire;
  }
  /** Bytes and fields of the rows asked for, by id. */
  get details(): ReadonlySignal<ReadonlyMap<number, Details>> {
    return this.#details;
  }

  /** Starts the files as they are now, in place of what runs. */
  async start(files: Readonly<Record<string, string>>): Promise<void> {
    this.#end();
    const run = ++this.#run;
    this.#began = performance.now();
    this.#lines.clear();
    batch(() => {
      this.#server.value = { is: 'starting', step: 'sandbox' };
      this.#console.value = this.#lines.snapshot();
      this.#wire.value = { rows: [], dropped: 0 };
      this.#details.value = new Map();
      this.#clients.value = this.#clients.value.map((client) => ({ ...client, link: 'off', log: [] }));
    });
    try {
      const [sandbox, source] = await Promise.all([
        this.#access.sandbox(),
        this.#access.source(this.#data.assets.playRig),
      ]);
      if (run !== this.#run) return;
      this.#server.value = { is: 'starting', step: 'server' };
      const rig = await startRig(sandbox, {
        source,
        clock: 'real',
        files: { ...this.#data.given, ...files },
        onReport: (report) => run === this.#run && this.#take(report),
      });
      if (run !== this.#run) return rig.kill();
      this.#rig = rig;
      rig.send({ type: 'start', entry: this.#data.entry, env: this.#data.env });
      void rig.exited.then((exit) => {
        if (run !== this.#run || this.#rig !== rig) return;
        this.#rig = undefined;
        void this.#access.forget();
        this.#fail(
          exit.reason === 'out-of-memory'
            ? 'The sandbox ran out of memory and was closed. Your code is safe. Look for something that grows without end, then run it again.'
            : 'The sandbox stopped unexpectedly. Your code is safe. Run it again.',
        );
      });
    } catch (error) {
      if (run !== this.#run) return;
      void this.#access.forget();
      this.#fail(error instanceof SandboxError ? error.message : `The sandbox could not be started: ${String(error)}`);
    }
  }

  stop(): void {
    const running = this.#rig !== undefined;
    this.#end();
    if (running) this.#say('Stopped.');
    this.#server.value = { is: 'stopped' };
  }

  /** Adds a client's panel, or moves it to another path. */
  place(name: string, path: string): void {
    const others = this.#clients.value.filter((client) => client.name !== name);
    const mine = this.#clients.value.find((client) => client.name === name);
    const next: ClientState = { name, path, link: mine?.link ?? 'off', log: mine?.log ?? [] };
    this.#clients.value = mine
      ? this.#clients.value.map((client) => (client.name === name ? next : client))
      : [...others, next];
  }

  remove(name: string): void {
    this.disconnect(name, 'close');
    this.#clients.value = this.#clients.value.filter((client) => client.name !== name);
  }

  connect(name: string, path: string): void {
    this.place(name, path);
    if (!this.#rig) return this.#note(name, 'The server is not running. Run it, then connect.');
    this.#patch(name, { link: 'connecting' });
    this.#rig.send({ type: 'connect', client: name, path });
  }

  send(name: string, text: string): void {
    const client = this.#clients.value.find((one) => one.name === name);
    if (!this.#rig || client?.link !== 'open') return this.#note(name, 'Not connected: nothing was sent.');
    this.#log(name, 'client', text);
    this.#rig.send({ type: 'send', client: name, text });
  }

  disconnect(name: string, how: 'close' | 'fin' | 'cut'): void {
    const client = this.#clients.value.find((one) => one.name === name);
    if (!this.#rig || !client || client.link === 'off' || client.link === 'connecting') return;
    if (how !== 'close') {
      this.#patch(name, { link: how });
      this.#note(
        name,
        how === 'cut'
          ? 'Cut: the connection was reset. No Close frame was sent.'
          : 'Half-closed: the server sees the end of the stream, without a Close frame.',
      );
    }
    this.#rig.send({ type: 'disconnect', client: name, how });
  }

  /** Asks for the bytes of a row; they arrive in `details`. */
  inspect(id: number): void {
    if (!this.#details.value.has(id)) this.#rig?.send({ type: 'details', ids: [id] });
  }

  dispose(): void {
    this.#end();
  }

  #end(): void {
    this.#run++;
    this.#rig?.kill();
    this.#rig = undefined;
    this.#clients.value = this.#clients.value.map((client) => ({ ...client, link: 'off' }));
  }

  #fail(message: string): void {
    this.#say(message);
    this.#server.value = { is: 'failed', message };
  }

  #take(report: Report): void {
    switch (report.type) {
      case 'listening': {
        const ms = performance.now() - this.#began;
        this.#server.value = { is: 'listening', port: report.port, expected: report.expected, ms };
        this.#say(
          report.port === report.expected
            ? `Listening on ${report.port} after ${Math.round(ms)} ms.`
            : `The server listens on ${report.port}, but PORT is ${report.expected}: use process.env.PORT, or no client can find it.`,
        );
        return;
      }
      case 'output':
        this.#lines.append(report.stream, report.text);
        this.#console.value = this.#lines.snapshot();
        return;
      case 'exited':
        return this.#exited(report);
      case 'unresponsive':
        this.#close();
        this.#say(`The server did not respond for ${Math.round(report.ms / 1000)} s and was stopped.`);
        this.#server.value = {
          is: 'unresponsive',
          entry: report.entry,
          lastOutput: report.lastOutput,
          lastDelivered: report.lastDelivered,
        };
        return;
      case 'opened':
        return this.#patch(report.client, { link: 'open' });
      case 'message':
        return this.#log(report.client, 'server', report.text);
      case 'closed':
        this.#patch(report.client, { link: 'off' });
        return this.#note(report.client, closedText(report.code, report.reason));
      case 'failed':
        this.#patch(report.client, { link: 'off' });
        return this.#note(report.client, report.error);
      case 'rows': {
        const rows = [...this.#wire.value.rows, ...report.rows];
        const over = Math.max(0, rows.length - ROWS_KEPT);
        this.#wire.value = { rows: rows.slice(over), dropped: this.#wire.value.dropped + report.dropped + over };
        const last = report.rows.at(-1);
        if (last) this.#rig?.send({ type: 'drawn', id: last.id });
        return;
      }
      case 'details': {
        const all = new Map(this.#details.value);
        for (const detail of report.details) all.set(detail.id, detail);
        this.#details.value = all;
        return;
      }
      case 'problem':
        return this.#say(report.message);
    }
  }

  #exited(report: Extract<Report, { type: 'exited' }>): void {
    if (report.asked) return;
    this.#close();
    if (report.error) this.#server.value = { is: 'crashed', error: report.error.text, at: report.error.at };
    else {
      this.#say(`The server ended by itself with code ${report.code ?? report.signal}.`);
      this.#server.value = { is: 'exited', code: report.code };
    }
  }

  #close(): void {
    this.#clients.value = this.#clients.value.map((client) => ({ ...client, link: 'off' }));
  }

  #say(text: string): void {
    this.#lines.say(text);
    this.#console.value = this.#lines.snapshot();
  }

  #note(name: string, text: string): void {
    this.#log(name, 'note', text);
  }

  #log(name: string, from: ClientLine['from'], text: string): void {
    const line: ClientLine = { id: this.#line++, from, text };
    this.#clients.value = this.#clients.value.map((client) =>
      client.name === name ? { ...client, log: [...client.log, line].slice(-LOG_KEPT) } : client,
    );
  }

  #patch(name: string, change: Partial<ClientState>): void {
    this.#clients.value = this.#clients.value.map((client) =>
      client.name === name ? { ...client, ...change } : client,
    );
  }
}

export type Details = Extract<Report, { type: 'details' }>['details'][number];

/** RFC 6455 §7.4.1; 1005 and 1006 are never on the wire (§7.4.1), the client made them up. */
function closedText(code: number, reason: string): string {
  if (code === 1006) return 'Closed 1006: the connection ended without a Close frame.';
  if (code === 1005) return 'Closed 1005: the Close frame carried no code.';
  return `Closed ${code}${reason ? ` “${reason}”` : ''}.`;
}
