import { defineConfig } from '@playwright/test';
import { findBrowser } from './build/browser.ts';

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
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    screenshot: 'only-on-failure',
  },
});
