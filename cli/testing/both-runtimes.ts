/** For tests of the rig: grades a submission on either runtime, on what the sources say now. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleGrader } from '../../build/sandbox/rigs.ts';
import type { Check } from '../../src/rig/check.ts';
import type { CheckEnded } from '../../src/rig/grading/results.ts';
import { openTestHost } from '../../src/sandbox/embedded/host/testing.ts';
import { imageName } from '../../src/sandbox/image.ts';
import { nodeWorkshop } from '../../src/sandbox/node/testing/workshop.ts';
import { Grader } from '../grade.ts';

export type RuntimeId = 'node' | 'embedded';
export const RUNTIME_IDS: readonly RuntimeId[] = ['node', 'embedded'];

export interface BothRuntimes extends AsyncDisposable {
  /** Grades the first of `files`, with a rig that is started once a grader. */
  grade(runtime: RuntimeId, request: GradeRequest): Promise<CheckEnded[]>;
}

export interface GradeRequest {
  /** Absolute path of a grader. */
  readonly grader: string;
  readonly files: Readonly<Record<string, string>>;
  readonly seed?: number;
  /** Ids of the checks to run; all unless told. */
  readonly only?: readonly string[];
}

/** @param packages of the image; `ws` unless told. */
export async function openBothRuntimes(packages: readonly string[] = ['ws']): Promise<BothRuntimes> {
  const folder = await mkdtemp(path.join(tmpdir(), 'both-runtimes-'));
  const [host, workshop] = await Promise.all([openTestHost({ images: [packages] }), nodeWorkshop(folder)]);
  const places = {
    node: { runtime: workshop.runtime, image: workshop.image(packages) },
    embedded: { runtime: host.runtime, image: { name: imageName(packages), hash: '' } },
  };
  const graders = new Map<string, Promise<{ grader: Grader; checks: readonly Check[] }>>();
  async function start(runtime: RuntimeId, file: string) {
    const [rig, module] = await Promise.all([
      bundleGrader(file),
      import(file) as Promise<{ default: readonly Check[] }>,
    ]);
    const grader = new Grader({ ...places[runtime], rig, signal: new AbortController().signal });
    return { grader, checks: module.default };
  }
  return {
    async grade(runtime, { grader: file, files, seed = 1, only }) {
      const key = `${runtime} ${file}`;
      const starting = graders.get(key) ?? start(runtime, file);
      graders.set(key, starting);
      const { grader, checks } = await starting;
      const [entry = ''] = Object.keys(files);
      const ended = await grader.grade({
        checks: checks.filter(({ id }) => only?.includes(id) ?? true),
        submission: { entry, files },
        env: {},
        seed,
      });
      return [...ended];
    },
    async [Symbol.asyncDispose]() {
      for (const { grader } of await Promise.all(graders.values())) await grader[Symbol.asyncDispose]();
      await host[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What each check ended with: a failed one tells what it saw, for that is how the engine's own checks report. */
export function outcomes(ended: readonly CheckEnded[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    ended.map(({ id, verdict }) => [
      id,
      (verdict.status === 'failed' ? verdict.received : JSON.stringify(verdict)).split('\n'),
    ]),
  );
}
