/**
 * Programs that take all memory, in the lab. Not by Playwright, for which a page is dead when one of its frames has
 * crashed: that the page lives on is what is to be seen.
 */
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { BROWSER_ARGUMENTS, findBrowser } from '../build/browser.ts';
import { type Site, serveSite } from '../scripts/serve.ts';
import { LESSON } from './lesson.ts';

const SERVER = `require('http').createServer().listen(process.env.PORT);`;
const BOMBS = [
  {
    name: 'bit by bit',
    code: 'const kept = [];\nsetInterval(() => kept.push(new Array(4e6).fill(1 / 3)), 10);',
    told: /ran out of memory/,
  },
  {
    name: 'in a loop',
    code: 'const kept = [];\nfor (;;) kept.push(new Array(1e5).fill(Math.random()));',
    // Whichever is seen first.
    told: /ran out of memory|stopped responding/,
  },
  {
    // It is ended as busy, and has not yet been stopped by the browser when it takes the last of the memory.
    name: 'a moment after it was ended',
    code: [
      'const kept = [];',
      'const grow = (n) => { for (let i = 0; i < n; i++) kept.push(new Array(1e5).fill(Math.random())); };',
      'const until = performance.now() + 4000;',
      'grow(3000);',
      'while (performance.now() < until);',
      'grow(Infinity);',
    ].join('\n'),
    told: /ran out of memory|stopped responding/,
  },
];

let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await serveSite({ port: 0 });
  browser = await puppeteer.launch({
    executablePath: await findBrowser(),
    // As the browser is on a learner's desktop: a sandboxed frame has a process of its own. Puppeteer turns that off.
    args: [...BROWSER_ARGUMENTS, '--enable-features=IsolateSandboxedIframes'],
    defaultViewport: { width: 1440, height: 900 },
  });
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Replaces the whole entry file. */
async function write(page: Page, text: string): Promise<void> {
  await page.click('#lab .monaco-editor');
  await page.keyboard.down('Control');
  await page.keyboard.press('a');
  await page.keyboard.up('Control');
  await page.keyboard.sendCharacter(text);
}

/** Until an element of the lab says so. */
async function says(page: Page, selector: string, text: RegExp): Promise<void> {
  await page.waitForFunction(
    (css, pattern) => {
      const found = [...document.querySelectorAll(`#lab ${css}`)].map((it) => it.textContent ?? '');
      return found.some((it) => new RegExp(pattern).test(it));
    },
    { timeout: 60_000 },
    selector,
    text.source,
  );
}

describe.each(BOMBS)('a program that takes all memory $name', ({ code, told }) => {
  it('is ended; the learner is told, keeps the text, and Run works again', { timeout: 180_000 }, async () => {
    const page = await browser.newPage();
    try {
      await page.goto(new URL(LESSON, site.url).href);
      await page.hover('#lab');
      await page.waitForSelector('#lab .monaco-editor');
      await write(page, code);
      await page.click('#lab [data-action="run"]');
      await says(page, '[role="alert"]', told);
      await says(page, '.monaco-editor', /const\s+kept/);
      await write(page, SERVER);
      await page.click('#lab [data-action="run"]');
      await says(page, '.state', /listening on/);
    } finally {
      await page.close();
    }
  });
});
