import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../build/sandbox/context.ts';

/**
 * Who may import whom (ARCHITECTURE.md). A place is a folder, or a file where one file has rights of its own; the
 * longest match rules. `node:` modules and packages are listed where they are forbidden.
 */
const allowed: Record<string, readonly string[]> = {
  'src/wire': [],
  'src/exercise': [],
  'src/exercise/catalog.ts': [
    'src/exercise',
    'exercises',
    'graders',
    'src/rig/check.ts',
    'src/sandbox/runtime.ts',
    'build',
  ],
  'src/rig': ['src/wire'],
  'src/rig/testing': ['src/rig', 'src/sandbox', 'build', 'cli'],
  'src/sandbox/runtime.ts': [],
  'src/sandbox/image.ts': ['src/sandbox'],
  'src/sandbox/contract': ['src/sandbox', 'build', 'src/rig/control'],
  'src/sandbox/differential': ['src/sandbox', 'build'],
  'src/sandbox/node': ['src/sandbox/runtime.ts', 'src/sandbox/image.ts', 'build', 'src/rig/control'],
  'src/sandbox/embedded': ['src/sandbox/runtime.ts', 'src/sandbox/image.ts', 'build', 'src/rig/control'],
  graders: ['src/rig', 'src/wire'],
  'src/learner': ['src/exercise'],
  'src/lab': [
    'src/exercise',
    'src/learner',
    'src/sandbox/runtime.ts',
    'src/sandbox/image.ts',
    'src/sandbox/embedded/supervisor',
    'src/rig',
    'src/wire',
  ],
  'src/components': ['src/lab', 'src/learner', 'src/wire', 'src/exercise', 'src/rig/protocol.ts', 'src/styles'],
  'src/content': ['src/exercise', 'src/sandbox/image.ts', 'build'],
  'src/content.config.ts': ['src/content', 'src/exercise'],
  'src/layouts': ['src/components', 'src/styles', 'src/content', 'src/exercise', 'build'],
  'src/pages': ['src/components', 'src/layouts', 'src/styles', 'src/content', 'src/exercise', 'build'],
  cli: ['src/exercise', 'src/rig', 'src/sandbox', 'src/wire', 'build'],
};

const places = Object.keys(allowed).sort((a, b) => b.length - a.length);
const placeOf = (file: string) => places.find((place) => file === place || file.startsWith(`${place}/`));
/** Programs of the corpus are what a student might write, no part of ours. */
const isCode = (file: string) =>
  /\.(ts|tsx|astro|mdx)$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.includes('/differential/programs/');

const files = ['src', 'cli', 'graders'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/')))
    .filter(isCode),
);

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|(?<!typeof )import\(\s*['"]([^'"]+)['"]/g;

function importsOf(file: string): string[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  return [...source.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

describe('the arrows of the layout', () => {
  it('reads every file it is meant to hold to account', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !placeOf(file))).toEqual(['src/architecture.test.ts'].filter(isCode));
  });

  it('lets a place import only what it may', () => {
    const wrong = files.flatMap((file) => {
      const place = placeOf(file);
      if (!place) return [];
      const may = [place, ...(allowed[place] ?? [])];
      return importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => path.posix.join(path.posix.dirname(file), target.replace(/\?.*$/, '')))
        .filter((target) => !may.some((ok) => target === ok || target.startsWith(`${ok}/`)))
        .map((target) => `${file} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('keeps protocol code free of input and output', () => {
    const impure = files
      .filter((file) => file.startsWith('src/wire/'))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => !target.startsWith('.'))
          .map((target) => `${file}: ${target}`),
      );
    expect(impure).toEqual([]);
  });

  it('keeps Node out of what runs in the page', () => {
    const inPage =
      /^src\/(lab|learner|components|sandbox\/embedded\/(supervisor|frame|network|bindings|engine|kernel|library|modules|files))\//;
    const wrong = files
      .filter((file) => inPage.test(file) && !file.endsWith('.astro') && !/test-|testing|testscript/.test(file))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => target.startsWith('node:') || target.includes('sandbox/node'))
          .map((target) => `${file}: ${target}`),
      );
    expect(wrong).toEqual([]);
  });
});
