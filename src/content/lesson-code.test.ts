import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type Fence, fencesOf } from './fences.ts';
import { openWorkshop, runProgram, shownBy, typeErrors } from './lesson-programs.ts';

const MODULES = fileURLToPath(new URL('modules/', import.meta.url));
const lessons = readdirSync(MODULES).filter((file) => file.endsWith('.mdx'));

/** The block that shows what this one printed, if the lesson has one. */
function outputAfter(fences: readonly Fence[], fence: Fence): Fence | undefined {
  const next = fences[fences.indexOf(fence) + 1];
  return next?.promise.kind === 'output' ? next : undefined;
}

const hexOf = (text: string) => text.match(/\b[0-9a-f]{2}\b/g)?.join('') ?? '';

for (const lesson of lessons) {
  const source = readFileSync(path.join(MODULES, lesson), 'utf8');
  const fences = fencesOf(source, lesson);
  const workshop = await openWorkshop(fences);
  afterAll(() => workshop[Symbol.asyncDispose]());

  describe(`the code of ${lesson}`, () => {
    it('is accepted by TypeScript', () => {
      expect(typeErrors(workshop.programs)).toEqual([]);
    });

    for (const program of workshop.programs) {
      const { fence } = program;
      const { promise } = fence;
      if (promise.kind === 'run') {
        it(`runs as printed: line ${fence.line}`, async () => {
          const outcome = await runProgram(program);
          expect(outcome).toMatchObject({ code: 0, stderr: '' });
          const output = outputAfter(fences, fence);
          if (output) expect(shownBy(outcome)).toBe(output.text);
        });
      }
      if (promise.kind === 'fails') {
        it(`fails as claimed: line ${fence.line}`, async () => {
          const outcome = await runProgram(program);
          expect(outcome.code).not.toBe(0);
          expect(outcome.stderr).toContain(promise.says);
          const output = outputAfter(fences, fence);
          if (output) expect(shownBy(outcome)).toBe(output.text);
        });
      }
    }

    it('shows output only below the program that printed it', () => {
      const stray = fences.filter(
        ({ promise }, index) =>
          promise.kind === 'output' && !['run', 'fails'].includes(fences[index - 1]?.promise.kind ?? ''),
      );
      expect(stray.map(({ line }) => `${lesson}:${line}`)).toEqual([]);
    });

    it('has clients send JSON', () => {
      for (const { promise, text } of fences)
        if (promise.kind === 'message')
          for (const line of text.split('\n')) expect(() => JSON.parse(line)).not.toThrow();
    });

    it('shows no frame in bytes that a program of the lesson did not print', () => {
      const printed = fences.filter(({ promise }) => promise.kind === 'output').map(({ text }) => hexOf(text));
      for (const [, hex = ''] of source.matchAll(/<Bytes[^>]*\shex="([^"]+)"/g))
        expect(printed.some((bytes) => bytes.includes(hexOf(hex)))).toBe(true);
    });
  });
}
