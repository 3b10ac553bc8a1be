/** The embedded runtime for the command line and for tests: the real supervisor in one headless browser, steered from Node. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { BROWSER_ARGUMENTS, findBrowser } from '../../../../build/browser.ts';
import { OUT, type SandboxManifest } from '../../../../build/sandbox/context.ts';
import { type Runtime, SandboxError } from '../../runtime.ts';
import { RemotePage, remoteRuntime } from './remote.ts';
import { type HostServer, startHostServer } from './server.ts';

/** A browser that does not open a bare page within this time is broken, ms. */
const START_TIMEOUT = 60_000;

export interface EmbeddedHostOptions {
  /** What `build:sandbox` made; `public/_sandbox` unless told. */
  readonly folder?: string;
  /** `cross-origin` serves the page with COOP and COEP, as sites that offer WebContainer do. */
  readonly isolation?: 'none' | 'cross-origin';
  /** Another's, who closes it; else one of its own. */
  readonly browser?: Browser;
}

/** The runtime, and the page that it runs in. */
export interface EmbeddedHost extends AsyncDisposable {
  readonly runtime: Runtime;
  readonly page: Page;
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
  browser: shared,
}: EmbeddedHostOptions = {}): Promise<EmbeddedHost> {
  const manifest = await readManifest(folder);
  const executablePath = await findBrowser().catch((cause: Error) => {
    throw new SandboxError('SANDBOX_UNAVAILABLE', cause.message, { cause });
  });
  const server = await startHostServer({ folder, manifest, isolation });
  let browser: Browser | undefined;
  try {
    browser = shared ?? (await launch(executablePath));
    const page = await browser.newPage();
    const owned = shared ? page : browser;
    const remote = await openPage(page, server);
    return { runtime: remoteRuntime(remote), page, [Symbol.asyncDispose]: () => close(owned, server) };
  } catch (cause) {
    await close(shared ? undefined : browser, server);
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new SandboxError('SANDBOX_UNAVAILABLE', `The browser ${executablePath} could not run the sandbox: ${text}`, {
      cause,
    });
  }
}

async function openPage(page: Page, server: HostServer): Promise<RemotePage> {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(server.url, { timeout: START_TIMEOUT });
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`its page did not start. ${problems.join(' ')}`)), START_TIMEOUT);
  try {
    return new RemotePage(await Promise.race([server.control, late]));
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

function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: BROWSER_ARGUMENTS,
    timeout: START_TIMEOUT,
    // Playwright would end this very process; its owner disposes of the host and of all else it has started.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

async function close(owned: Browser | Page | undefined, server: HostServer): Promise<void> {
  await owned?.close();
  await server.close();
}
