/** For tests: runs programs in a real worker of a blank page, without frame and supervisor, one process each. */
import { type Browser, chromium } from 'playwright';
import { findBrowser } from '../../../../build/browser.ts';
import { bundleWorker } from '../../../../build/sandbox/worker.ts';

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

export interface RunOptions {
  readonly entry?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Written to stdin, which then ends. */
  readonly input?: string;
  readonly trust?: 'trusted' | 'student';
  readonly timeoutMs?: number;
}

export interface TestPage extends AsyncDisposable {
  /** Runs `entry` (`/app/main.cjs` unless told) of `files` until its process ends. */
  run(files: Readonly<Record<string, string>>, options?: RunOptions): Promise<RunResult>;
}

export async function openTestPage(): Promise<TestPage> {
  const [{ script, library }, browser] = await Promise.all([bundleWorker(), launch()]);
  const page = await browser.newPage();
  await page.goto('about:blank');
  await page.evaluate(
    ([script, library]) => {
      const workerUrl = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
      Object.assign(globalThis, { workerUrl, library: new Blob([library]) });
    },
    [script, library] as const,
  );
  return {
    run: (files, options = {}) =>
      page.evaluate(runInPage, { files, options: { entry: '/app/main.cjs', ...options } }) as Promise<RunResult>,
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: await findBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
}

/** In the page. The reader gives credit at once, as the supervisor does. */
function runInPage({
  files,
  options,
}: {
  files: Readonly<Record<string, string>>;
  options: RunOptions;
}): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const { workerUrl, library } = globalThis as unknown as { workerUrl: string; library: Blob };
    const worker = new Worker(workerUrl);
    worker.postMessage({ type: 'boot', library });
    const { port1, port2 } = new MessageChannel();
    const text: Record<number, string> = { 1: '', 2: '' };
    const decoders: Record<number, TextDecoder> = { 1: new TextDecoder(), 2: new TextDecoder() };
    const timer = setTimeout(() => finish(null), options.timeoutMs ?? 15_000);
    function finish(code: number | null): void {
      clearTimeout(timer);
      worker.terminate();
      resolve({ stdout: text[1] ?? '', stderr: text[2] ?? '', code });
    }
    port1.onmessage = ({ data }) => {
      if ('exit' in data) finish(data.exit.code);
      else if ('data' in data) {
        text[data.fd] += decoders[data.fd]?.decode(data.data, { stream: true }) ?? '';
        port1.postMessage({ fd: data.fd, credit: data.data.byteLength });
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      clearTimeout(timer);
      reject(new Error(`worker: ${event.message} at ${event.filename}:${event.lineno}`));
    };
    worker.onmessage = ({ data }) => {
      // There is no other process, so nobody listens where this one does not.
      if (data.type === 'connect') worker.postMessage({ type: 'route', request: data.request, pid: undefined });
      if (data.type !== 'booted') return;
      worker.postMessage(
        {
          type: 'start',
          pid: 1,
          parent: 0,
          entry: options.entry,
          args: options.args ?? [],
          env: options.env ?? {},
          cwd: '/app',
          image: { bytes: new ArrayBuffer(0), index: {} },
          files,
          trust: options.trust ?? 'student',
          bound: [],
          ephemeral: [49_152, 50_000],
          stdio: port2,
        },
        [port2],
      );
      if (options.input !== undefined) port1.postMessage({ fd: 0, data: new TextEncoder().encode(options.input) });
      port1.postMessage({ fd: 0, end: true });
    };
  });
}
