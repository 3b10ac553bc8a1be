import AxeBuilder from '@axe-core/playwright';
import { expect, LabPage, LESSON, test } from './site.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [390, 1440])
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });
      for (const path of ['', LESSON, 'exercises/communications-hub/'])
        test(`/${path} has no fault that axe can find`, async ({ page }) => {
          await page.goto(path);
          const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
          expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 120))])).toEqual([]);
        });
    });

test('the living lab has no fault that axe can find', async ({ page }) => {
  await page.goto(LESSON);
  const lab = new LabPage(page);
  await lab.run();
  await lab.button(/^Check/).click();
  await expect(lab.check('E4.1')).toHaveAttribute('data-status', 'failed');
  await expect(lab.lab.locator('.scoreline')).toContainText('checks passed');
  await expect(lab.check('E4.1').getByText('Why it matters')).toBeVisible();
  for (const panel of ['Results', 'Console', 'Wire', 'Clients']) {
    await lab.tab(panel).click();
    // Monaco's own widgets are tested by its makers; its text area is reached by our label.
    const { violations } = await new AxeBuilder({ page })
      .withTags(WCAG)
      .include('#lab')
      .exclude('.monaco-editor')
      .analyze();
    expect(violations.map(({ id, nodes }) => [panel, id, nodes.map((node) => node.html.slice(0, 120))])).toEqual([]);
  }
});

test('everything of the lab is reached with the keyboard alone', async ({ page }) => {
  await page.goto(LESSON);
  await page.keyboard.press('ControlOrMeta+s');
  const lab = new LabPage(page);
  await expect(lab.lab.locator('.state')).toContainText('listening on');
  const editor = lab.lab.getByRole('textbox', { name: /^Editor, server.ts/ });
  await editor.focus();
  await page.keyboard.type('// typed');
  await page.keyboard.press('Escape');
  await expect(editor).not.toBeFocused();
  await page.keyboard.press('Tab');
  await expect(lab.lab.getByRole('separator', { name: 'Height of the editor' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(lab.tab('Clients')).toBeFocused();
  for (const name of ['HTTP', 'Wire']) {
    await page.keyboard.press('ArrowRight');
    await expect(lab.tab(name)).toBeFocused();
    await expect(lab.tab(name)).toHaveAttribute('aria-selected', 'true');
  }
});
