import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, LabPage, LESSON, solution, test } from './site.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

const view = (page: Page, name: string): Locator =>
  page.getByRole('tablist', { name: 'View' }).getByRole('tab', { name, exact: true });

/** Nothing of the page stands beside the screen. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

async function expectNoFault(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 120))])).toEqual([]);
}

test('on a phone one reads, writes, runs, talks and is graded', async ({ page }) => {
  await page.goto(LESSON);
  const lab = new LabPage(page);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(lab.lab).toBeHidden();

  await view(page, 'Editor').tap();
  const editor = lab.lab.getByRole('textbox', { name: /^Editor, server.ts/ });
  await expect(editor).toBeVisible();
  await lab.button(/^Run/).tap();
  await expect(lab.lab.locator('.state')).toContainText('listening on');
  await expectNoSidewaysScroll(page);

  await view(page, 'Clients').tap();
  const ana = lab.lab.getByRole('region', { name: 'ana', exact: true });
  const ben = lab.lab.getByRole('region', { name: 'ben', exact: true });
  for (const client of [ana, ben]) {
    await client.getByRole('button', { name: 'Connect' }).tap();
    await expect(client.getByText('open', { exact: true })).toBeVisible();
  }
  await ana.getByRole('button', { name: 'Choose a message for ana' }).tap();
  await page.getByRole('button', { name: /"type":"say"/ }).tap();
  await ana.getByRole('button', { name: 'Send' }).tap();
  await expect(ben.getByRole('list', { name: 'Messages of ben' })).toContainText('Is the build green?');
  await expectNoFault(page);

  await view(page, 'Wire').tap();
  await lab.lab.getByRole('row', { name: /GET \/hub\?name=ana/ }).tap();
  await expect(lab.lab.getByRole('region', { name: 'Frame' })).toContainText('Sec-WebSocket-Key');
  await expectNoFault(page);

  await view(page, 'Console').tap();
  await expect(lab.lab.getByRole('list', { name: 'Console' })).toContainText('Listening on');

  await lab.button(/^Check/).tap();
  await expect(view(page, 'Results')).toHaveAttribute('aria-selected', 'true');
  await expect(lab.lab.locator('.scoreline')).toContainText('0 of 7 checks passed');
  await expect(lab.check('E4.1').locator('tr.marked')).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectNoFault(page);

  // Where to read leads back to the text.
  await lab.check('E4.1').getByRole('link').tap();
  await expect(view(page, 'Lesson')).toHaveAttribute('aria-selected', 'true');
  await expect(page).toHaveURL(/#/);

  await view(page, 'Editor').tap();
  await editor.fill(await solution());
  await lab.button(/^Check/).tap();
  await expect(lab.lab.locator('.scoreline')).toContainText('100 / 100');
});

test('on a phone a crash is told, and its line is shown', async ({ page }) => {
  await page.goto(LESSON);
  const lab = new LabPage(page);
  await view(page, 'Editor').tap();
  const editor = lab.lab.getByRole('textbox', { name: /^Editor, server.ts/ });
  await editor.fill('const a = {};\n\nconsole.log(a.b.c);\n');
  await view(page, 'Clients').tap();
  await lab.button(/^Run/).tap();
  await expect(lab.lab.getByRole('alert')).toContainText('server.ts:3:17');
  await lab.button('Show line 3').tap();
  await expect(view(page, 'Editor')).toHaveAttribute('aria-selected', 'true');
  expect(
    await editor.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd)),
  ).toBe('console.log(a.b.c);');
  // Tab moves on from the plain editor, and Escape leaves it.
  await editor.press('Tab');
  await expect(editor).not.toBeFocused();
  await expect(editor).toHaveValue(/^const a/);
});

test('everything one taps is 40 px high at least', async ({ page }) => {
  await page.goto(LESSON);
  await view(page, 'Editor').tap();
  const lab = new LabPage(page);
  await lab.run();
  for (const name of ['Editor', 'Clients', 'Console', 'Results']) {
    await view(page, name).tap();
    const low = await lab.lab
      .locator('button:visible, input:visible, summary:visible')
      .evaluateAll((all) =>
        all.filter((one) => one.getBoundingClientRect().height < 40).map((one) => one.outerHTML.slice(0, 80)),
      );
    expect(low).toEqual([]);
  }
});

test.describe('at 320 px', () => {
  test.use({ viewport: { width: 320, height: 640 } });
  test('all views have their place', async ({ page }) => {
    await page.goto(LESSON);
    const lab = new LabPage(page);
    for (const name of ['Editor', 'Clients', 'Wire', 'Console', 'Results', 'Lesson']) {
      await view(page, name).tap();
      await expectNoSidewaysScroll(page);
    }
    await view(page, 'Editor').tap();
    await lab.run();
    await expectNoSidewaysScroll(page);
  });
});
