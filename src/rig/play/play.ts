/** One student's server to play with, on the real clock. */
import { rigHost } from '../control/host.ts';
import { LoopWatch } from '../control/loop-watch.ts';
import { type End, ProcessControl } from '../control/process.ts';
import { readCrash } from '../grading/crash.ts';
import { Links } from '../link/links.ts';
import type { OnEntries } from '../link/recording.ts';
import type { Command, Report } from '../protocol.ts';
import { Gate } from '../world/gate.ts';
import { PlayClients } from './clients.ts';
import { Console } from './console.ts';
import { PlayGates } from './gates.ts';
import { PlayRequests } from './requests.ts';
import { Rows } from './rows.ts';

/** How often the server is asked whether it is alive, ms. */
const HEARTBEAT_MS = 250;
/** A server that is silent for so long is stuck in a loop, ms. */
const ANSWER_WITHIN_MS = 2000;

type StartCommand = Extract<Command, { type: 'start' }>;

interface Running {
  readonly server: ProcessControl;
  readonly links: Links;
  readonly clients: PlayClients;
  readonly requests: PlayRequests;
}

export class Play {
  readonly #host = rigHost();
  readonly #watch = new LoopWatch(this.#host);
  readonly #report: (report: Report) => void;
  readonly #rows: Rows;
  readonly #console: Console;
  #running: Running | undefined;

  constructor(report: (report: Report) => void) {
    this.#report = report;
    this.#rows = new Rows(report);
    this.#console = new Console(report);
  }

  async obey(command: Command): Promise<void> {
    switch (command.type) {
      case 'start':
        return this.#start(command);
      case 'stop':
        return this.#stop();
      case 'details':
        return this.#report({ type: 'details', details: this.#rows.details(command.ids) });
      case 'drawn':
        return this.#rows.drawn(command.id);
      case 'grade':
        return this.#report({ type: 'problem', message: 'This rig plays; it does not grade.' });
      default:
        if (!this.#running)
          return this.#report({ type: 'problem', message: 'The server is not running. Run it first.' });
        return useClients(this.#running, command);
    }
  }

  async #start({ entry, env, gates: isAsked }: StartCommand): Promise<void> {
    await this.#stop();
    this.#rows.clear();
    const host = this.#host;
    const began = host.now();
    const now = () => host.now() - began;
    const onEntries: OnEntries = (recorded, { name }) => {
      for (const { entry } of recorded) this.#rows.add(name, entry);
    };
    const onUnsound = (message: string) => this.#report({ type: 'problem', message });
    const gates = isAsked ? await PlayGates.listen({ now, onEntries, onUnsound }) : undefined;
    const server = await ProcessControl.start({
      host,
      watch: this.#watch,
      entry,
      env: { ...env, ...gates?.env },
      start: { clock: 'real', now: began, epoch: Date.now() - began },
      answerWithinMs: ANSWER_WITHIN_MS,
      onOutput: (stream, text) => this.#console.push(stream, text),
      onListening: (port) => {
        const ms = host.realNow() - server.spawnedAt;
        this.#report({ type: 'listening', port, expected: server.port, ms });
      },
    });
    const gate = new Gate('open');
    const links = new Links({
      port: server.port,
      pass: (link, act) => gate.pass(link, act),
      now,
      step: () => 0,
      idle: async () => undefined,
      limitWrites: (port, limit) => void server.ask({ op: 'window', port, limit }),
      // The rows keep what the page may ask for.
      keptBytes: 0,
      onEntries,
    });
    const place = { links, port: server.port, now };
    const clients = new PlayClients(place, this.#report);
    const requests = new PlayRequests(place, this.#report);
    this.#running = { server, links, clients, requests };
    const heartbeat = setInterval(() => void server.ask({ op: 'poll' }), HEARTBEAT_MS);
    void server.ask({ op: 'poll' });
    void server.ended.then((end) => {
      clearInterval(heartbeat);
      gates?.dispose();
      this.#ended(server, end);
    });
  }

  async #stop(): Promise<void> {
    await this.#running?.server.stop();
  }

  #ended(server: ProcessControl, end: End): void {
    this.#console.flush();
    this.#report(this.#endOf(server, end));
    if (this.#running?.server !== server) return;
    // The clients learn of it from the network, as they would anywhere.
    const { links } = this.#running;
    this.#running = undefined;
    setImmediate(() => links.dispose());
  }

  #endOf(server: ProcessControl, end: End): Report {
    if (end.how === 'unresponsive') {
      return {
        type: 'unresponsive',
        ms: end.ms,
        entry: server.entry,
        lastOutput: server.output.lastLine(),
        lastDelivered: this.#rows.lastDelivered,
      };
    }
    const crash = readCrash(server.output.stderr);
    return {
      type: 'exited',
      code: end.how === 'exited' ? end.code : null,
      signal: end.how === 'exited' ? end.signal : null,
      error:
        end.how === 'tampered'
          ? { text: end.problem }
          : crash && end.how === 'exited'
            ? { text: crash.error, at: crash.at }
            : undefined,
      asked: end.how === 'asked',
    };
  }
}

async function useClients(
  { clients, requests }: Running,
  command: Extract<Command, { type: 'connect' | 'send' | 'disconnect' | 'http' | 'abort' }>,
): Promise<void> {
  switch (command.type) {
    case 'connect':
      return clients.connect(command.client, command.path);
    case 'send':
      return clients.send(command.client, command.text);
    case 'disconnect':
      return clients.disconnect(command.client, command.how);
    case 'http':
      return requests.send(command);
    case 'abort':
      return requests.abort(command.id);
  }
}
