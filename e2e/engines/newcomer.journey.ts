/** The built lesson in the browser that `DUPLEX_ENGINE` names: what a newcomer does, on a page without and with cross-origin isolation. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineBrowser, PATIENCE, testEngine } from '../../build/engines/engine.ts';
import { serveSite } from '../../scripts/serve.ts';
import { LESSON } from '../lesson.ts';
import { LabPage } from './lab-page.ts';

const SOLUTION = new URL('../../exercises/communications-hub/solution/server.ts', import.meta.url);
const CRASH = 'const a: { b?: { c: number } } = {};\n\nconsole.log(a.b!.c);\n';

const engine = await testEngine();
/** WebKit starts no worker in the sandbox's frame there. */
const runsIsolated = engine.name !== 'webkit';

let browser: EngineBrowser;
beforeAll(async () => {
  browser = await engine.launch();
}, PATIENCE);
afterAll(() => browser?.[Symbol.asyncDispose]());

describe.each(runsIsolated ? (['plain', 'isolated'] as const) : (['plain'] as const))(
  'a newcomer in another engine, %s page',
  (isolation) => {
    it('runs, talks, is graded, mends it, comes back, and is told where it crashes', { timeout: 900_000 }, async () => {
      await using site = await openSite(isolation);
      await using page = await browser.open(`${site.url}${LESSON}`);
      expect(await page.evaluate('crossOriginIsolated')).toBe(isolation === 'isolated');
      const lab = new LabPage(page);

      await lab.press('Run');
      await lab.shows('#lab .state', 'listening on');
      await lab.openPanel('Clients');
      for (const name of ['ana', 'ben']) {
        await lab.pressOf(name, 'Connect');
        await lab.shows(`[aria-label="Connection of ${name}"]`, 'cut');
      }
      await lab.fill('Message from ana', '{"type":"join","room":"eng"}');
      await lab.pressOf('ana', 'Send');
      // The starter tells everything to everyone: ben hears of a room he is not in.
      await lab.shows('[aria-label="Messages of ben"]', 'eng');

      await lab.press('Check');
      await lab.judged('E4.1', 'failed');
      await lab.shows('[data-check="E4.1"]', 'Why it matters');

      await lab.type(await readFile(SOLUTION, 'utf8'));
      await lab.press('Check');
      await lab.shows('#lab .scoreline', '100 / 100');
      for (let n = 1; n <= 7; n++) await lab.judged(`E4.${n}`, 'passed');

      await lab.reload();
      // The shell's own button: the lab is loaded, and grades the draft that it finds.
      await lab.press('Check');
      await lab.shows('#lab .scoreline', '100 / 100');
      await lab.showsCode("import { text as readBody } from 'node:stream/consumers';");

      await lab.type(CRASH);
      await lab.press('Run');
      await lab.shows('#lab [role="alert"]', 'TypeError');
      await lab.shows('#lab [role="alert"]', 'server.ts:3');
      await lab.shows('#lab .menu', 'a program that takes all memory can end the whole page');
      expect(page.problems).toEqual([]);
    });
  },
);

describe.runIf(!runsIsolated)('a newcomer whose browser runs nothing on an isolated page', () => {
  it('is told so, and keeps what was typed', { timeout: 900_000 }, async () => {
    await using site = await openSite('isolated');
    await using page = await browser.open(`${site.url}${LESSON}`);
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    const lab = new LabPage(page);
    await lab.press('Run');
    await lab.shows('#lab', 'This browser runs no programs on a cross-origin isolated page');
    await lab.type(CRASH);
    await lab.reload();
    await lab.press('Check');
    await lab.shows('#lab', 'This browser runs no programs on a cross-origin isolated page');
    await lab.showsCode('console.log(a.b!.c);');
  });
});

async function openSite(isolation: 'plain' | 'isolated') {
  const site = await serveSite({ port: 0, isolated: isolation === 'isolated' });
  return { url: site.url, [Symbol.asyncDispose]: () => site.close() };
}
