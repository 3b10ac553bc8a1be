/** Firefox, by Puppeteer over WebDriver BiDi. For tests. */
import puppeteer from 'puppeteer-core';
import { type Engine, PATIENCE } from './engine.ts';
import { findProgram } from './programs.ts';

const FIREFOX = {
  names: ['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
  debian: 'firefox-esr',
};

export const firefoxEngine: Engine = {
  name: 'firefox',
  async launch() {
    const program = await findProgram(FIREFOX);
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: program,
      headless: true,
      timeout: PATIENCE,
      protocolTimeout: PATIENCE,
      // The leak server of the isolation's tests is on this machine, whom Firefox else asks nothing over UDP.
      extraPrefsFirefox: { 'media.peerconnection.ice.loopback': true },
      defaultViewport: { width: 1280, height: 900 },
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    return {
      program,
      async open(url) {
        const page = await browser.newPage();
        const problems: string[] = [];
        page.on('pageerror', (error) => problems.push(error instanceof Error ? error.message : String(error)));
        page.on('console', (message) => {
          if (message.type() === 'error') problems.push(message.text());
        });
        await page.goto(url, { timeout: PATIENCE });
        return {
          problems,
          [Symbol.asyncDispose]: () => page.close(),
          evaluate: (expression) => page.evaluate(expression),
          async click(xpath) {
            const found = `document.evaluate(${JSON.stringify(xpath)}, document, null, 7, null)`;
            const isThere = `((found) => Array.from({ length: found.snapshotLength }, (_, n) => found.snapshotItem(n))
              .some((element) => element.checkVisibility() && !element.disabled))(${found})`;
            await page.waitForFunction(isThere, { timeout: PATIENCE });
            for (const element of await page.$$(`::-p-xpath(${xpath})`))
              if (await element.isVisible()) return element.click();
          },
          reload: async () => void (await page.reload({ timeout: PATIENCE })),
          async pressControl(key) {
            await page.keyboard.down('Control');
            await page.keyboard.press(key);
            await page.keyboard.up('Control');
          },
        };
      },
      [Symbol.asyncDispose]: () => browser.close(),
    };
  },
};
