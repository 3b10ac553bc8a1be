import { expect, LabPage, LESSON, solution, test } from './site.ts';

/** What busies a server without a pause. The endless loop is met by the newcomer. */
const STORMS: Readonly<Record<string, string>> = {
  'promise jobs without end': '(function again(): void { Promise.resolve().then(again); })();',
  'a regular expression that backtracks for ever': '/^(a+)+$/.test("a".repeat(60) + "b");',
};

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

for (const [name, code] of Object.entries(STORMS))
  test(`${name}: the learner is told, and Run works again`, async ({ page }) => {
    await page.goto(LESSON);
    const lab = new LabPage(page);
    await lab.storm(code);
    const notice = lab.lab.getByRole('alert');
    await expect(notice).toContainText('stopped responding');
    await expect(notice).toContainText('before the storm');
    await expect(notice).toContainText('server.ts');
    await lab.type(await solution());
    await lab.run();
  });

test('a frame that is gone is noticed, and Run works again', async ({ page }) => {
  await page.goto(LESSON);
  const lab = new LabPage(page);
  await lab.run();
  await page.evaluate(() => document.querySelector('iframe[title="Sandbox"]')?.remove());
  await expect(lab.lab.getByRole('alert')).toContainText('The sandbox was lost');
  await lab.lab.getByRole('alert').getByRole('button', { name: 'Run again' }).click();
  await expect(lab.lab.locator('.state')).toContainText('listening on');
});

test('a page that died with its program says so at the next load', async ({ page }) => {
  await page.goto(LESSON);
  const lab = new LabPage(page);
  await lab.run();
  // As after the death of its process, which lets no handler run: the mark of the run stays.
  const mark = await page.evaluate(() => ({ ...sessionStorage }));
  await page.reload();
  await page.evaluate((kept) => Object.assign(sessionStorage, kept), mark);
  expect(Object.keys(mark)).toHaveLength(1);
  await lab.lab.hover();
  await expect(lab.lab.getByRole('status').filter({ hasText: 'The last time, this page ended' })).toContainText(
    'Your code is as you left it',
  );
});
