import { defineConfig } from '@playwright/test';
import { BROWSER_ARGUMENTS, findBrowser } from './build/browser.ts';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  // They take gigabytes, or long: `npm run test:deep`.
  testIgnore: process.env['DUPLEX_DEEP'] ? [] : '**/*.deep.spec.ts',
  // A grader or a journey that needs a second try is a defect.
  retries: 0,
  // Each has a server and a browser of its own, and waits as much as it computes.
  workers: 2,
  timeout: 180_000,
  // A bound for a machine that does much else, not a promise of speed.
  expect: { timeout: 30_000 },
  outputDir: '.cache/e2e',
  use: {
    launchOptions: {
      executablePath: await findBrowser(),
      args: [...BROWSER_ARGUMENTS],
    },
    screenshot: 'only-on-failure',
  },
});
