/** WebKit: WebKitGTK's small browser on a display of its own, by WebDriver. For tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Builder, By, error, Key, type WebDriver, type WebElement } from 'selenium-webdriver';
import { DriverService } from 'selenium-webdriver/remote/index.js';
import { type Engine, type EnginePage, PATIENCE } from './engine.ts';
import { findProgram } from './programs.ts';

const DRIVER = { names: ['WebKitWebDriver'], debian: 'webkit2gtk-driver' };
/** The driver's package brings it; where it lies is Debian's way to name the machine. */
const BROWSER = {
  names: ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`),
  debian: 'webkit2gtk-driver',
};
/** It draws, so it needs a display. */
const DISPLAY = { names: ['Xvfb'], debian: 'xvfb' };

export const webkitEngine: Engine = {
  name: 'webkit',
  async launch() {
    const [driverProgram, program, displayProgram] = [
      await findProgram(DRIVER),
      await findProgram(BROWSER),
      await findProgram(DISPLAY),
    ];
    await using started = new AsyncDisposableStack();
    const display = started.adopt(startDisplay(displayProgram), end);
    const service = new DriverService.Builder(driverProgram)
      .setHostname('127.0.0.1')
      .setEnvironment({ ...definedVariables(), DISPLAY: `:${await firstLine(display.stdio[3] as Readable)}` })
      .build();
    started.defer(() => service.kill());
    const driver = await new Builder()
      .usingServer(await service.start(PATIENCE))
      .withCapabilities({
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary: program, args: ['--automation'] },
      })
      .build();
    started.defer(() => driver.quit());
    const all = started.move();
    await driver.manage().setTimeouts({ script: PATIENCE, pageLoad: PATIENCE });
    return {
      program,
      open: (url) => open(driver, url),
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  },
};

async function open(driver: WebDriver, url: string): Promise<EnginePage> {
  const first = await driver.getWindowHandle();
  // A tab would be a hidden page, which draws nothing and whose timers run late.
  await driver.switchTo().newWindow('window');
  const own = await driver.getWindowHandle();
  await driver.get(url);
  return {
    // WebDriver has no word for what a console says.
    problems: [],
    async [Symbol.asyncDispose]() {
      await driver.switchTo().window(own);
      await driver.close();
      await driver.switchTo().window(first);
    },
    evaluate: (expression: string) => driver.executeScript(`return (${expression}\n)`),
    async click(xpath: string) {
      const element = await driver.wait(() => clickable(driver, xpath), PATIENCE, `nothing to click at ${xpath}`);
      await element?.click();
    },
    reload: () => driver.navigate().refresh(),
    async pressControl(key: 'a' | 'Enter') {
      const stroke = key === 'Enter' ? Key.ENTER : key;
      await driver.actions().keyDown(Key.CONTROL).sendKeys(stroke).keyUp(Key.CONTROL).perform();
    },
  };
}

/** The page may replace an element while it is looked at: then it is looked for again. */
async function clickable(driver: WebDriver, xpath: string): Promise<WebElement | undefined> {
  try {
    for (const element of await driver.findElements(By.xpath(xpath)))
      if ((await element.isDisplayed()) && (await element.isEnabled())) return element;
  } catch (failure) {
    if (!(failure instanceof error.StaleElementReferenceError)) throw failure;
  }
  return undefined;
}

/** It chooses a free number and writes it to its descriptor 3. */
function startDisplay(program: string): ChildProcess {
  const args = ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '1280x1024x24'];
  return spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}

async function firstLine(stream: Readable): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('Xvfb ended before it had a display.');
}

function definedVariables(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => !!entry[1]));
}
