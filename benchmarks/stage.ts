/** Where the rounds play: native Node, and the embedded runtime in a page of its own for each round. */
import { chromiumWith } from '../build/engines/chromium.ts';
import type { EngineBrowser } from '../build/engines/engine.ts';
import { RUNTIMES, type RuntimeId, Runtimes } from '../cli/runtimes.ts';
import { embeddedHost } from '../src/sandbox/embedded/host/index.ts';
import type { Runtime } from '../src/sandbox/runtime.ts';
import { DevTools } from './devtools.ts';
import { freePort } from './free-port.ts';
import type { ServerMemory } from './rounds.ts';
import { serverMemory } from './server-memory.ts';

export { RUNTIMES, type RuntimeId };

export class Stage implements AsyncDisposable {
  readonly runtimes: Runtimes;
  readonly #browser: EngineBrowser;
  readonly #tools: DevTools;

  private constructor(runtimes: Runtimes, browser: EngineBrowser, tools: DevTools) {
    this.runtimes = runtimes;
    this.#browser = browser;
    this.#tools = tools;
  }

  static async open(): Promise<Stage> {
    const runtimes = await Runtimes.open();
    const port = await freePort();
    const browser = await chromiumWith([`--remote-debugging-port=${port}`]).launch();
    return new Stage(runtimes, browser, await DevTools.connect(port));
  }

  /** Embedded, the page is loaded and has fetched nothing of the sandbox. */
  async with<T>(id: RuntimeId, play: (runtime: Runtime) => Promise<T>): Promise<T> {
    if (id === 'node') return await play(await this.runtimes.get('node'));
    await using host = await embeddedHost({ browser: this.#browser });
    return await play(host);
  }

  /** Native Node's server tells itself. */
  memoryOf(id: RuntimeId): ServerMemory | undefined {
    return id === 'node' ? undefined : () => serverMemory(this.#tools);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tools[Symbol.dispose]();
    await this.#browser[Symbol.asyncDispose]();
    await this.runtimes[Symbol.asyncDispose]();
  }
}
