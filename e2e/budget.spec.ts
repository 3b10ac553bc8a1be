import { brotliCompressSync } from 'node:zlib';
import { expect, LESSON, test } from './site.ts';

/** Before the lab is touched, bytes (Brotli). */
const ALL = 80 * 1024;
const SCRIPTS = 20 * 1024;

test('reading a lesson stays within its budget', async ({ page }) => {
  const sizes: { url: string; type: string; bytes: number }[] = [];
  const bodies: Promise<void>[] = [];
  page.on('response', (response) => {
    bodies.push(
      response.body().then((body) => {
        const type = response.request().resourceType();
        // Fonts are compressed by themselves.
        const bytes = type === 'font' ? body.length : Math.min(body.length, brotliCompressSync(body).length);
        sizes.push({ url: new URL(response.url()).pathname, type, bytes });
      }),
    );
  });
  await page.goto(LESSON, { waitUntil: 'networkidle' });
  await Promise.all(bodies);
  const total = sizes.reduce((sum, one) => sum + one.bytes, 0);
  const scripts = sizes.filter((one) => one.type === 'script').reduce((sum, one) => sum + one.bytes, 0);
  expect(sizes.length).toBeGreaterThan(3);
  expect(scripts, JSON.stringify(sizes, null, 1)).toBeLessThanOrEqual(SCRIPTS);
  expect(total, JSON.stringify(sizes, null, 1)).toBeLessThanOrEqual(ALL);
});
