/** The script of the bare page that the command line opens: the real supervisor, steered over a WebSocket. */
import { type Output, outputOf, type Process, type Sandbox, SandboxError } from '../../runtime.ts';
import { embeddedRuntime, type SandboxAssets } from '../supervisor/index.ts';
import { CONTROL_PATH, type FromPage, OUTPUT_WINDOW, type ToPage, type WireFiles } from './protocol.ts';

const BASE = '/_sandbox/';

interface Running {
  readonly process: Process;
  readonly input: WritableStreamDefaultWriter<string>;
  /** Output sent and not read yet, characters. */
  unread: number;
  onRead: (() => void) | undefined;
}

async function serve(): Promise<void> {
  const manifest = (await (await fetch(`${BASE}manifest.json`)).json()) as SandboxAssets;
  const runtime = embeddedRuntime({ manifest, baseUrl: BASE });
  const sandboxes = new Map<number, Sandbox>();
  const boots = new Map<number, AbortController>();
  const processes = new Map<number, Running>();

  const url = new URL(CONTROL_PATH + location.search, location.href);
  url.protocol = 'ws:';
  const socket = new WebSocket(url);
  const send = (message: FromPage) => socket.send(JSON.stringify(message));

  const sandboxOf = (id: number): Sandbox => {
    const sandbox = sandboxes.get(id);
    if (!sandbox) throw new SandboxError('SANDBOX_DISPOSED', 'The sandbox was closed. Start it again.');
    return sandbox;
  };

  const boot = async ({ sandbox, image }: Extract<ToPage, { type: 'boot' }>): Promise<void> => {
    const abort = new AbortController();
    boots.set(sandbox, abort);
    try {
      sandboxes.set(sandbox, await runtime.boot(image, abort.signal));
    } finally {
      boots.delete(sandbox);
    }
  };

  const spawn = async (message: Extract<ToPage, { type: 'spawn' }>): Promise<void> => {
    const process = await sandboxOf(message.sandbox).spawn(message.program);
    const running: Running = { process, input: process.input.getWriter(), unread: 0, onRead: undefined };
    // A process that has ended takes no input: that is no error of the page.
    running.input.closed.catch(() => {});
    processes.set(message.process, running);
    void process.exited.then((exit) => send({ type: 'exited', process: message.process, exit }));
    void forward(message.process, running, send).then(() => processes.delete(message.process));
  };

  const answer = async (message: ToPage): Promise<string | undefined> => {
    switch (message.type) {
      case 'unavailable':
        return runtime.unavailable();
      case 'boot':
        await boot(message);
        break;
      case 'write':
        await sandboxOf(message.sandbox).write(readFiles(message.files));
        break;
      case 'spawn':
        await spawn(message);
        break;
      case 'dispose':
        await sandboxes.get(message.sandbox)?.[Symbol.asyncDispose]();
        sandboxes.delete(message.sandbox);
        break;
      case 'input':
        await processes.get(message.process)?.input.write(message.text);
        break;
    }
    return undefined;
  };

  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const message = JSON.parse(data) as ToPage;
    if (message.type === 'abort') boots.get(message.sandbox)?.abort();
    else if (message.type === 'kill') processes.get(message.process)?.process.kill();
    else if (message.type === 'read') markRead(processes.get(message.process), message.length);
    else if (message.type === 'end-input')
      void processes
        .get(message.process)
        ?.input.close()
        .catch(() => {});
    else {
      answer(message).then(
        (value) => send({ type: 'done', id: message.id, value }),
        (error: unknown) => send({ type: 'failed', id: message.id, ...describe(error) }),
      );
    }
  };
}

/** Sends what the process prints, all that is at hand in one message. */
async function forward(id: number, running: Running, send: (message: FromPage) => void): Promise<void> {
  let batch: Output[] = [];
  const flush = () => {
    if (batch.length > 0) send({ type: 'output', process: id, output: batch });
    batch = [];
  };
  for await (const item of outputOf(running.process)) {
    if (batch.length === 0) queueMicrotask(flush);
    batch.push(item);
    running.unread += item.text.length;
    if (running.unread > OUTPUT_WINDOW) {
      await new Promise<void>((resolve) => {
        running.onRead = resolve;
      });
    }
  }
  flush();
  await running.process.exited;
  send({ type: 'output-ended', process: id });
}

function markRead(running: Running | undefined, length: number): void {
  if (!running) return;
  running.unread -= length;
  if (running.unread > OUTPUT_WINDOW) return;
  running.onRead?.();
  running.onRead = undefined;
}

function readFiles(files: WireFiles): Record<string, string | Uint8Array> {
  return Object.fromEntries(
    Object.entries(files).map(([path, file]) => [
      path,
      'text' in file ? file.text : Uint8Array.from(atob(file.base64), (char) => char.charCodeAt(0)),
    ]),
  );
}

function describe(error: unknown): { code?: SandboxError['code']; message: string } {
  if (error instanceof SandboxError) return { code: error.code, message: error.message };
  return { message: error instanceof Error ? error.message : String(error) };
}

void serve();
