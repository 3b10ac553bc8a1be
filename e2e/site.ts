/** The built site, served as `npm start` serves it: once plainly, once cross-origin isolated. */

import { readFile } from 'node:fs/promises';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { type Site, serveSite } from '../scripts/serve.ts';

export const ISOLATION = ['plain', 'isolated'] as const;
export type Isolation = (typeof ISOLATION)[number];

interface Fixtures {
  isolation: Isolation;
  /** What the browser complained about: a broken policy, an uncaught error. */
  complaints: string[];
}

export const test = base.extend<Fixtures, { sites: Record<Isolation, Site> }>({
  sites: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const plain = await serveSite({ port: 0 });
      const isolated = await serveSite({ port: 0, isolated: true });
      await use({ plain, isolated });
      await plain.close();
      await isolated.close();
    },
    { scope: 'worker' },
  ],
  isolation: ['plain', { option: true }],
  baseURL: async ({ sites, isolation }, use) => use(sites[isolation].url),
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { LESSON } from './lesson.ts';
export { expect };

/** The lab, as a learner finds it. */
export class LabPage {
  readonly page: Page;
  readonly lab: Locator;
  constructor(page: Page) {
    this.page = page;
    this.lab = page.getByRole('region', { name: 'Lab', exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.lab.getByRole('button', { name });
  }

  async run(): Promise<void> {
    // A notice may offer to run, too.
    await this.lab.locator('[data-action="run"]').click();
    await expect(this.lab.locator('.state')).toContainText('listening on');
  }

  tab(name: string): Locator {
    return this.lab.getByRole('tablist', { name: 'Panels' }).getByRole('tab', { name: new RegExp(`^${name}`) });
  }

  check(id: string): Locator {
    return this.lab.locator(`[data-check="${id}"]`);
  }

  /** Opens the lab with the pointer, writes a program that misbehaves, and runs it. */
  async storm(code: string): Promise<void> {
    await this.lab.hover();
    await expect(this.lab.locator('.monaco-editor').first()).toBeVisible();
    await this.type(`console.log("before the storm");\n${code}\n`);
    await this.button(/^Run/).click();
  }

  /** Replaces the whole entry file, as a learner does: click, select all, paste. */
  async type(source: string): Promise<void> {
    const editor = this.lab.locator('.monaco-editor').first();
    await editor.click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), source);
    await this.page.keyboard.press('ControlOrMeta+V');
  }
}

export const solution = () =>
  readFile(new URL('../exercises/communications-hub/solution/server.ts', import.meta.url), 'utf8');
