import { pageWeight } from '../benchmarks/page-weight.ts';
import { expect, LESSON, test } from './site.ts';

/** Before the lab is touched, bytes (Brotli). */
const ALL = 80 * 1024;
const SCRIPTS = 20 * 1024;

test('reading a lesson stays within its budget', async ({ page }) => {
  const weight = await pageWeight(page, LESSON);
  const each = JSON.stringify(weight.transfers, null, 1);
  expect(weight.fonts).toBeGreaterThan(0);
  expect(weight.scripts, each).toBeLessThanOrEqual(SCRIPTS);
  expect(weight.total, each).toBeLessThanOrEqual(ALL);
});
