/** docs/runtime-modules.md tells of every builtin module what a sandbox has of it: held here to what is there. */
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPage, type TestPage } from '../kernel/test-page.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');
const ROW = /^\| `([^`]+)` \| (full|partial|absent) \| (.*) \|$/gm;

interface Row {
  readonly state: string;
  readonly note: string;
}

const table = await readFile(path.join(ROOT, 'docs/runtime-modules.md'), 'utf8');
const rows: readonly (readonly [id: string, Row])[] = [...table.matchAll(ROW)].map(
  ([, id = '', state = '', note = '']) => [id, { state, note }] as const,
);

let page: TestPage;
let told: Readonly<Record<string, { readonly functions: number; readonly refused: readonly string[] }>>;
beforeAll(async () => {
  page = await openTestPage();
  const script = path.join(import.meta.dirname, 'testing/refusals.testscript.cjs');
  const { stdout } = await page.run({ '/app/main.cjs': await readFile(script, 'utf8') });
  told = JSON.parse(stdout);
});
afterAll(() => page[Symbol.asyncDispose]());

it('has one row for each builtin module of Node', () => {
  expect(rows.map(([id]) => id).sort()).toEqual([...builtinModules].sort());
});

describe('the table of modules', () => {
  it.each(rows)('tells what there is of %s', (id, { state, note }) => {
    const { functions, refused } = told[id] ?? { functions: 0, refused: [] };
    if (state === 'full') expect(refused).toEqual([]);
    if (state === 'absent') expect(refused).toHaveLength(functions);
    if (state === 'partial') {
      expect(refused.length).toBeLessThan(functions);
      for (const name of refused) expect(note).toContain(`\`${name}\``);
    }
    if (functions > 0 && refused.length === functions) expect(state).toBe('absent');
    if (state === 'partial') expect(note).not.toBe('');
  });
});
