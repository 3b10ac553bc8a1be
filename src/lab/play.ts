/** Playing with the server by hand: Run, Stop, and the clients the learner steers. One rig on the real clock. */
import { batch, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Report, Row } from '../rig/protocol.ts';
import { SandboxError } from '../sandbox/runtime.ts';
import type { Access } from './access.ts';
import { type ClientState, LabClients } from './clients.ts';
import type { LabData } from './exercise-data.ts';
import { type ConsoleLines, LineBuffer } from './lines.ts';
import { LiveWire } from './live-wire.ts';
import type { Place } from './place.ts';
import { LabRequests, type WantedRequest } from './requests.ts';
import { type RigProcess, startRig } from './rig-process.ts';

export type ServerState =
  | { readonly is: 'stopped' }
  | { readonly is: 'starting'; readonly step: 'sandbox' }
  /** `sandboxMs` is what the sandbox took; `silent` when the program runs for long, and listens nowhere. */
  | { readonly is: 'starting'; readonly step: 'server'; readonly sandboxMs: number; readonly silent: boolean }
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
  | { readonly is: 'failed'; readonly at: 'start' | 'run'; readonly message: string };

/** The given module through which the others are asked: with it, their operations are rows of the wire. */
const GATE_FILE = 'gate.js';
/** A program that listens nowhere for so long is told about, ms. */
const SILENT_AFTER_MS = 4000;

export class Play {
  readonly #data: LabData;
  readonly #access: Access;
  readonly #server = signal<ServerState>({ is: 'stopped' });
  readonly #console = signal<ConsoleLines>({ lines: [], dropped: 0 });
  readonly #clients = new LabClients();
  readonly #requests = new LabRequests();
  readonly #wire = new LiveWire();
  readonly #lines = new LineBuffer();
  #rig: RigProcess | undefined;
  #began = 0;
  /** Counts starts, so that what belongs to an earlier one is not taken for this one. */
  #run = 0;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(data: LabData, access: Access) {
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
    return this.#clients.all;
  }
  get requests(): LabRequests['all'] {
    return this.#requests.all;
  }
  get wire(): LiveWire['rows'] {
    return this.#wire.rows;
  }
  get details(): LiveWire['details'] {
    return this.#wire.details;
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
      this.#wire.clear();
      this.#clients.clear();
      this.#requests.clear();
    });
    try {
      const [sandbox, source] = await Promise.all([
        this.#access.sandbox(),
        this.#access.source(this.#data.assets.playRig),
      ]);
      if (run !== this.#run) return;
      const sandboxMs = performance.now() - this.#began;
      this.#server.value = { is: 'starting', step: 'server', sandboxMs, silent: false };
      const rig = await startRig(sandbox, {
        source,
        clock: 'real',
        files: { ...this.#data.given, ...files },
        onReport: (report) => run === this.#run && this.#take(report),
      });
      if (run !== this.#run) return rig.kill();
      this.#rig = rig;
      const { entry, env, given } = this.#data;
      rig.send({ type: 'start', entry, env, gates: GATE_FILE in given });
      this.#silence = setTimeout(() => {
        if (run !== this.#run || this.#server.value.is !== 'starting') return;
        this.#server.value = { is: 'starting', step: 'server', sandboxMs, silent: true };
      }, SILENT_AFTER_MS);
      void rig.exited.then((exit) => {
        if (run !== this.#run || this.#rig !== rig) return;
        this.#rig = undefined;
        this.#lose(
          files,
          'run',
          exit.reason === 'out-of-memory'
            ? 'Most likely it ran out of memory. Your code is safe. If something in it grows without end, mend that; then run it again.'
            : 'It stopped unexpectedly. Your code is safe. Run it again.',
        );
      });
    } catch (error) {
      if (run !== this.#run) return;
      const message =
        error instanceof SandboxError ? error.message : `The sandbox could not be started: ${String(error)}`;
      this.#lose(files, 'start', message);
    }
  }

  /** The sandbox is gone, with the server in it; when this is the doing of the program before, the server starts again. */
  #lose(files: Readonly<Record<string, string>>, at: 'start' | 'run', message: string): void {
    void this.#access.forget();
    this.#clients.lose();
    this.#requests.lose();
    // What has ended already is not ended once more.
    if (!this.isUp) return;
    if (!this.#access.takeStrain()) return this.#fail(at, message);
    void this.start(files);
    this.#say('The sandbox was lost with the program before this one, which took too much memory. Starting again.');
  }

  /** Whether the server runs, or is about to. */
  get isUp(): boolean {
    const { is } = this.#server.value;
    return is === 'starting' || is === 'listening';
  }

  /** Stops the server. The rig stays: console and wire are kept, and so are the bytes of each row. */
  stop(): void {
    if (!this.isUp) return;
    clearTimeout(this.#silence);
    if (this.#rig) {
      this.#rig.send({ type: 'stop' });
      this.#say('Stopped.');
    } else this.#end();
    this.#server.value = { is: 'stopped' };
  }

  /** @param wanted what the learner calls this client */
  connect(id: string, wanted: string, path: string): void {
    this.#clients.connect(id, wanted, path, this.#send);
  }

  send(id: string, text: string): void {
    this.#clients.send(id, text, this.#send);
  }

  disconnect(id: string, how: 'close' | 'fin' | 'cut'): void {
    this.#clients.disconnect(id, how, this.#send);
  }

  /** Sends one HTTP request on a connection of its own. The server must be up. */
  request(wanted: WantedRequest): void {
    if (this.#send) this.#requests.send(wanted, this.#send);
  }

  /** Cuts the connection of a request whose answer has not ended. */
  abort(id: string): void {
    if (this.#rig) this.#requests.abort(id, this.#rig.send);
  }

  /** Asks for the bytes of a row; they arrive in `details`. */
  inspect(id: number): void {
    this.#wire.inspect(id, this.#rig?.send);
  }

  dispose(): void {
    this.#end();
  }

  #end(): void {
    this.#run++;
    clearTimeout(this.#silence);
    this.#rig?.kill();
    this.#rig = undefined;
    this.#wire.lose();
    this.#clients.lose();
    this.#requests.lose();
  }

  get #send(): RigProcess['send'] | undefined {
    return this.isUp ? this.#rig?.send : undefined;
  }

  #fail(at: 'start' | 'run', message: string): void {
    this.#say(at === 'run' ? `The sandbox was lost. ${message}` : message);
    this.#server.value = { is: 'failed', at, message };
  }

  #take(report: Report): void {
    switch (report.type) {
      case 'listening': {
        clearTimeout(this.#silence);
        if (!this.isUp) return;
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
        clearTimeout(this.#silence);
        this.#access.strain();
        if (!this.isUp) return;
        this.#say(`The server did not respond for ${Math.round(report.ms / 1000)} s and was stopped.`);
        this.#server.value = {
          is: 'unresponsive',
          entry: report.entry,
          lastOutput: report.lastOutput,
          lastDelivered: report.lastDelivered,
        };
        return;
      case 'opened':
      case 'message':
      case 'closed':
      case 'failed':
        return this.#clients.hear(report);
      case 'answered':
      case 'body':
      case 'ended':
        return this.#requests.hear(report);
      case 'rows':
      case 'details':
        return this.#wire.hear(report, this.#rig?.send);
      case 'problem':
        return this.#say(report.message);
    }
  }

  #exited(report: Extract<Report, { type: 'exited' }>): void {
    clearTimeout(this.#silence);
    if (report.asked || !this.isUp) return;
    if (report.error) this.#server.value = { is: 'crashed', error: report.error.text, at: report.error.at };
    else {
      this.#say(`The server ended by itself with code ${report.code ?? report.signal}.`);
      this.#server.value = { is: 'exited', code: report.code };
    }
  }

  #say(text: string): void {
    this.#lines.say(text);
    this.#console.value = this.#lines.snapshot();
  }
}
