import { defineConfig } from '@playwright/test';
import { BROWSER_ARGUMENTS, findBrowser } from './build/browser.ts';

export default defineConfig({
  testDir: 'e2e',
  // A grader or a journey that needs a second try is a defect.
  retries: 0,
  workers: 1,
  timeout: 120_000,
  outputDir: '.cache/e2e',
  use: {
    launchOptions: {
      executablePath: await findBrowser(),
      args: [...BROWSER_ARGUMENTS],
    },
    screenshot: 'only-on-failure',
  },
});
