/** The embedded runtime for the command line and for tests: the real supervisor in one headless browser, steered from Node. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { WebSocket } from 'ws';
import { chromiumEngine } from '../../../../build/engines/chromium.ts';
import { type Engine, type EngineBrowser, type EnginePage, START_TIMEOUT } from '../../../../build/engines/engine.ts';
import { OUT, type SandboxManifest } from '../../../../build/sandbox/context.ts';
import { type Runtime, SandboxError } from '../../runtime.ts';
import { RemotePage, remoteRuntime } from './remote.ts';
import { type HostServer, startHostServer } from './server.ts';

export interface EmbeddedHostOptions {
  /** What `build:sandbox` made; `public/_sandbox` unless told. */
  readonly folder?: string;
  /** `cross-origin` serves the page with COOP and COEP, as sites that offer WebContainer do. */
  readonly isolation?: 'none' | 'cross-origin';
  /** Chromium unless told. */
  readonly engine?: Engine;
  /** Another's, who closes it; else one of its own. */
  readonly browser?: EngineBrowser;
}

/** The runtime, and the page that it runs in. */
export interface EmbeddedHost extends AsyncDisposable {
  readonly runtime: Runtime;
  readonly page: EnginePage;
}

/** @throws SandboxError when there is no browser, or when it does not start. */
export async function embeddedHost(options: EmbeddedHostOptions = {}): Promise<Runtime & AsyncDisposable> {
  const host = await openHost(options);
  return Object.assign(host.runtime, { [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() });
}

/** As `embeddedHost`, for who must see the page as well. */
export async function openHost({
  folder = OUT,
  isolation = 'none',
  engine = chromiumEngine,
  browser: shared,
}: EmbeddedHostOptions = {}): Promise<EmbeddedHost> {
  const manifest = await readManifest(folder);
  const browser = shared ?? (await launch(engine));
  await using started = new AsyncDisposableStack();
  if (!shared) started.use(browser);
  const server = await startHostServer({ folder, manifest, isolation });
  started.defer(() => server.close());
  try {
    const page = started.use(await browser.open(server.url));
    const remote = new RemotePage(await connection(page, server));
    const all = started.move();
    return { runtime: remoteRuntime(remote), page, [Symbol.asyncDispose]: () => all.disposeAsync() };
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new SandboxError('SANDBOX_UNAVAILABLE', `The browser ${browser.program} could not run the sandbox: ${text}`, {
      cause,
    });
  }
}

async function launch(engine: Engine): Promise<EngineBrowser> {
  try {
    return await engine.launch();
  } catch (cause) {
    throw new SandboxError('SANDBOX_UNAVAILABLE', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function connection({ problems }: EnginePage, server: HostServer): Promise<WebSocket> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`its page did not start. ${problems.join(' ')}`)), START_TIMEOUT);
  try {
    return await Promise.race([server.control, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function readManifest(folder: string): Promise<SandboxManifest> {
  const file = path.join(folder, 'manifest.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SandboxManifest;
  } catch (cause) {
    throw new SandboxError('SANDBOX_ASSET', 'The sandbox has not been built. Run: npm run build:sandbox.', { cause });
  }
}
