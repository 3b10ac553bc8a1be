/** What a template leaves to its author stands between « and », and `verify` asks for it until it is written. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Violation } from '../verification.ts';

const PLACEHOLDER = /«[^»\n]*»/g;

/** Files of an exercise that its author writes. */
const authored = (slug: string): readonly string[] => [
  ...['exercise.json', 'brief.md', 'hints.md'].map((file) => `exercises/${slug}/${file}`),
  `graders/${slug}.ts`,
];

/** @param root the project's folder */
export async function unfilled(slug: string, root: string): Promise<readonly Violation[]> {
  const perFile = await Promise.all(
    authored(slug).map(async (file) => {
      const text = await readFile(path.join(root, file), 'utf8');
      return text.split('\n').flatMap((line, n) =>
        [...line.matchAll(PLACEHOLDER)].map(
          ([placeholder]): Violation => ({
            exercise: slug,
            kind: 'placeholder',
            message: `${file}:${n + 1}: write ${placeholder} in words of your own`,
            seeds: [],
            of: 0,
          }),
        ),
      );
    }),
  );
  return perFile.flat();
}
