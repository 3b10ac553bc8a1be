/** The port that `gate.js` in a program connects to, and the one connection it makes. */
import net from 'node:net';
import { parseJson } from '../clients/inbox.ts';
import { LOOPBACK } from '../clients/place.ts';
import { type FromModule, fromModule, GATE_VARIABLE, type ToModule } from './messages.ts';

/** A line longer than this is no operation of a given module, characters. */
const LONGEST_LINE = 8 * 1024 * 1024;

export interface ChannelEnds {
  /** Messages come one by one, each of them by the protocol. */
  readonly onMessage: (message: FromModule) => void;
  /** Something else came, in words; nothing more will. */
  readonly onUnsound: (problem: string) => void;
}

export class GateChannel {
  readonly #listener = net.createServer();
  readonly #ends: ChannelEnds;
  #socket: net.Socket | undefined;
  #partial = '';

  /** Opens the port, before the program starts. */
  static async listen(ends: ChannelEnds): Promise<GateChannel> {
    const channel = new GateChannel(ends);
    await new Promise<void>((resolve, reject) => {
      channel.#listener.once('error', reject);
      channel.#listener.listen(0, LOOPBACK, resolve);
    });
    return channel;
  }

  private constructor(ends: ChannelEnds) {
    this.#ends = ends;
    this.#listener.on('connection', (socket) => this.#accept(socket));
  }

  /** For the program's environment. */
  get env(): Readonly<Record<string, string>> {
    const address = this.#listener.address();
    return address && typeof address === 'object' ? { [GATE_VARIABLE]: String(address.port) } : {};
  }

  /** What is sent in one turn reaches the program in one turn, too. */
  send(message: ToModule): void {
    const socket = this.#socket;
    if (!socket) return;
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    socket.write(`${JSON.stringify(message)}\n`);
  }

  /** Hears the program no more. */
  refuse(problem: string): void {
    this.#socket?.destroy();
    this.#ends.onUnsound(problem);
  }

  dispose(): void {
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
    if (this.#partial.length > LONGEST_LINE) return this.refuse('A message to the grader has no end.');
    for (const line of lines) {
      const parsed = fromModule.safeParse(parseJson(line));
      if (!parsed.success) return this.refuse(`The grader was sent ${JSON.stringify(line.slice(0, 80))}.`);
      this.#ends.onMessage(parsed.data);
    }
  }
}
