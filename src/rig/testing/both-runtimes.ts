/** For tests: one grader on `node` and on `embedded`. */
import { bundleGrader } from '../../../build/sandbox/rigs.ts';
import { grade } from '../../../cli/grade.ts';
import { openTestHost } from '../../sandbox/embedded/host/testing.ts';
import { imageName } from '../../sandbox/image.ts';
import type { Check } from '../check.ts';
import { bundleRig, type CheckEnded, gradeWith } from './node-rig.ts';

export const RUNTIMES = ['node', 'embedded'] as const;

export interface BothRuntimes extends AsyncDisposable {
  /** Grades a submission; its first file is the entry. */
  grade(
    runtime: (typeof RUNTIMES)[number],
    files: Readonly<Record<string, string>>,
    options?: { only?: readonly string[]; seed?: number },
  ): Promise<readonly CheckEnded[]>;
}

/** @param file of the grader, absolute. @param packages that its submissions import. */
export async function onBothRuntimes(
  file: string,
  checks: readonly Check[],
  packages: readonly string[],
): Promise<BothRuntimes> {
  const [rigs, host, bundle] = await Promise.all([
    bundleRig(file),
    openTestHost({ images: [packages] }),
    bundleGrader(file),
  ]);
  return {
    async grade(runtime, files, { only, seed = 1 } = {}) {
      const chosen = checks.filter(({ id }) => !only || only.includes(id));
      if (runtime === 'node') return gradeWith(rigs, files, { only: chosen.map(({ id }) => id), seed });
      return grade({
        runtime: host.runtime,
        image: { name: imageName(packages), hash: '' },
        rig: bundle,
        checks: chosen,
        submission: { files, entry: Object.keys(files)[0] ?? '' },
        env: {},
        seed,
        signal: new AbortController().signal,
      });
    },
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await rigs[Symbol.asyncDispose]();
    },
  };
}
