/** Chromium, by Playwright: the engine of the command line. */
import { chromium } from 'playwright';
import { BROWSER_ARGUMENTS, findBrowser } from '../browser.ts';
import { type Engine, type EngineBrowser, START_TIMEOUT } from './engine.ts';

export const chromiumEngine = chromiumWith([]);

/** @param more of the browser's command line: a benchmark opens its debugging port. */
export function chromiumWith(more: readonly string[]): Engine {
  return { name: 'chromium', launch: () => launch(more) };
}

async function launch(more: readonly string[]): Promise<EngineBrowser> {
  const program = await findBrowser();
  const browser = await chromium.launch({
    executablePath: program,
    args: [...BROWSER_ARGUMENTS, ...more],
    timeout: START_TIMEOUT,
    // Playwright would end this very process; its owner disposes of the host and of all else it has started.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return {
    program,
    async open(url) {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      await page.goto(url, { timeout: START_TIMEOUT });
      return {
        problems,
        [Symbol.asyncDispose]: () => page.close(),
        evaluate: (expression) => page.evaluate(expression),
        click: (xpath) => page.locator(`xpath=${xpath}`).click(),
        reload: async () => void (await page.reload({ timeout: START_TIMEOUT })),
        pressControl: (key) => page.keyboard.press(`Control+${key}`),
      };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
