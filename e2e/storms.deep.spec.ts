/** Part of `npm run test:deep`; memory-bomb.deep.test.ts is another. */
import { expect, LabPage, LESSON, solution, test } from './site.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('a flood of output: it is thinned and counted, the page answers, and Run works again', async ({ page }) => {
  await page.goto(LESSON);
  const lab = new LabPage(page);
  const line = `console.log("flood", "x".repeat(100))`;
  await lab.storm(`setInterval(() => { for (let n = 0; n < 20_000; n++) ${line}; }, 1);`);
  await lab.tab('Console').click();
  await expect(lab.lab.getByText(/\(\d+ characters more were not shown\)/).first()).toBeVisible();
  await expect(lab.lab.getByText(/older lines are no longer kept/)).toBeVisible();
  // While it lasts.
  await lab.tab('Wire').click();
  await expect(lab.tab('Wire')).toHaveAttribute('aria-selected', 'true');
  await lab.button(/^Stop/).click();
  await expect(lab.lab.locator('.state')).not.toContainText(/starting|listening/i);
  await lab.type(await solution());
  await lab.run();
});
