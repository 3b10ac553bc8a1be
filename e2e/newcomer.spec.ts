import { readFile } from 'node:fs/promises';
import { expect, ISOLATION, LabPage, LESSON, solution, test } from './site.ts';

for (const isolation of ISOLATION)
  test.describe(`a newcomer, ${isolation} page`, () => {
    test.use({ isolation, permissions: ['clipboard-read', 'clipboard-write'] });

    test('reads, runs, talks, is graded, mends it, and comes back', async ({ page }) => {
      await page.goto('/');
      await page
        .getByRole('link', { name: /Rooms, departments, presence/ })
        .first()
        .click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Rooms, departments, presence');
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolation === 'isolated');

      const lab = new LabPage(page);
      await lab.run();
      await lab.tab('Clients').click();
      for (const name of ['ana', 'ben']) {
        const panel = lab.lab.getByRole('region', { name, exact: true });
        await panel.getByRole('button', { name: 'Connect' }).click();
        await expect(panel.locator('.link')).toContainText('open');
      }
      const ana = lab.lab.getByRole('region', { name: 'ana', exact: true });
      const ben = lab.lab.getByRole('region', { name: 'ben', exact: true });
      await ana.getByRole('textbox', { name: 'Message from ana' }).fill('{"type":"join","room":"eng"}');
      await ana.getByRole('button', { name: 'Send' }).click();
      // The starter tells everything to everyone: ben hears of a room he is not in.
      await expect(ben.getByRole('list', { name: 'Messages of ben' })).toContainText('eng');

      await lab.tab('HTTP').click();
      const http = lab.lab.getByRole('tabpanel', { name: 'HTTP' });
      await expect(http.getByRole('textbox', { name: 'Path' })).toHaveValue('/api/stats');
      await http.getByRole('button', { name: 'Send' }).click();
      await expect(http.getByRole('list', { name: 'Requests and answers' })).toContainText('"connections":2');

      await lab.tab('Wire').click();
      await expect(lab.lab.getByRole('grid', { name: 'Wire' })).toContainText('GET /hub?name=ana&department=sales');
      await ana.getByRole('button', { name: 'cut' }).isHidden();

      await lab.button(/^Check/).click();
      await expect(lab.check('E4.7')).toHaveAttribute('data-status', /passed|failed/);
      await expect(lab.check('E4.1')).toHaveAttribute('data-status', 'failed');
      await expect(
        lab.check('E4.1').getByRole('grid', { name: 'Transcript of E4.1' }).locator('tr.marked'),
      ).toHaveCount(1);
      await expect(lab.check('E4.1')).toContainText('Why it matters');

      const saved = page.waitForEvent('download');
      await lab.button('results.json').click();
      const results = JSON.parse(await readFile(await (await saved).path(), 'utf8'));
      expect(results).toMatchObject({ version: 3, status: 'fail', max_score: 100, x_runtime: 'embedded' });
      await lab.button(/^More/).click();
      await page.getByRole('button', { name: /^Hint/ }).click();
      await expect(lab.check('E4.1').getByRole('button', { name: 'Open hint 1 of 3' })).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(lab.check('E4.1')).toContainText('Connect as three people');

      await lab.type(await solution());
      await page.keyboard.press('ControlOrMeta+Enter');
      await expect(lab.lab.locator('.scoreline')).toContainText('100 / 100');
      for (let n = 1; n <= 7; n++) await expect(lab.check(`E4.${n}`)).toHaveAttribute('data-status', 'passed');

      await page.reload();
      await lab.lab.hover();
      await expect(lab.lab.locator('.monaco-editor')).toContainText('The second index');
      await lab.button(/^Check/).click();
      await expect(lab.lab.locator('.scoreline')).toContainText('100 / 100');
    });

    test('meets an endless loop, and the page stays alive', async ({ page }) => {
      await page.goto(LESSON);
      const lab = new LabPage(page);
      await lab.lab.hover();
      await expect(lab.lab.locator('.monaco-editor').first()).toBeVisible();
      await lab.type('console.log("about to spin");\nfor (;;) {}\n');
      await lab.button(/^Run/).click();
      const notice = lab.lab.getByRole('alert');
      await expect(notice).toContainText('stopped responding');
      await expect(notice).toContainText('about to spin');
      await expect(notice).toContainText('server.ts');
      // The page answers at once, and so does the next Run.
      expect(await page.evaluate(() => 6 * 7)).toBe(42);
      await lab.type(await solution());
      await lab.run();
    });
  });

test('a syntax error and a crash name the file, the line and the column', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(LESSON);
  const lab = new LabPage(page);
  await lab.lab.hover();
  await lab.type('const port = 1;\nconst x = ;\n');
  await lab.button(/^Run/).click();
  await expect(lab.lab.getByRole('alert')).toContainText('SyntaxError');
  await expect(lab.lab.getByRole('alert')).toContainText('server.ts:2');
  await lab.type('const a: { b?: { c: number } } = {};\n\nconsole.log(a.b!.c);\n');
  await lab.button(/^Run/).click();
  await expect(lab.lab.getByRole('alert')).toContainText('TypeError');
  await expect(lab.lab.getByRole('alert')).toContainText('server.ts:3:18');
  await lab.button('Show line 3').click();
});

test('Reset and Solve take nothing away', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(LESSON);
  const lab = new LabPage(page);
  await lab.lab.hover();
  await lab.type('// my own words\n');
  await lab.button(/^More/).click();
  await page.getByRole('button', { name: /^Solve/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('.compare')).toContainText('WebSocketServer');
  await expect(dialog.locator('.compare')).toContainText('my own words');
  await page.keyboard.press('Escape');
  await lab.button(/^More/).click();
  await page.getByRole('button', { name: /^Reset/ }).click();
  await dialog.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(lab.lab.locator('.monaco-editor').first()).not.toContainText('my own words');
  await lab.button(/^More/).click();
  await page.getByRole('button', { name: 'Earlier versions', exact: true }).click();
  await dialog.getByRole('button', { name: 'Restore' }).first().click();
  await expect(lab.lab.locator('.monaco-editor').first()).toContainText('my own words');
});
