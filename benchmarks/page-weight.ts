/** What a page transfers before anything in it is touched. */

import { brotliCompressSync } from 'node:zlib';
import type { Page } from '@playwright/test';

export interface Transfer {
  readonly path: string;
  readonly type: string;
  /** Brotli; fonts as they are. */
  readonly bytes: number;
}

export interface PageWeight {
  readonly transfers: readonly Transfer[];
  readonly scripts: number;
  readonly styles: number;
  readonly fonts: number;
  readonly total: number;
}

export async function pageWeight(page: Page, url: string): Promise<PageWeight> {
  const transfers: Transfer[] = [];
  const bodies: Promise<void>[] = [];
  page.on('response', (response) => {
    bodies.push(
      response.body().then((body) => {
        const type = response.request().resourceType();
        const bytes = type === 'font' ? body.length : Math.min(body.length, brotliCompressSync(body).length);
        transfers.push({ path: new URL(response.url()).pathname, type, bytes });
      }),
    );
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await Promise.all(bodies);
  const sum = (type?: string) =>
    transfers.reduce((total, one) => total + (type === undefined || one.type === type ? one.bytes : 0), 0);
  return { transfers, scripts: sum('script'), styles: sum('stylesheet'), fonts: sum('font'), total: sum() };
}
