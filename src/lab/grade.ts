/** One Check click: a rig in virtual time grades the files as they are; each check shows as it ends. */
import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Report } from '../rig/protocol.ts';
import { SandboxError } from '../sandbox/runtime.ts';
import type { Access } from './access.ts';
import type { LabData } from './exercise-data.ts';
import { type RigProcess, startRig } from './rig-process.ts';

export type CheckReport = Extract<Report, { type: 'check-ended' }>;

export interface Graded {
  readonly seed: number;
  readonly results: readonly CheckReport[];
  readonly score: number;
  readonly maxScore: number;
  /** Some check could not be checked: there is no score, and nothing is saved. */
  readonly incomplete: boolean;
}

export type GradingState =
  | { readonly is: 'idle' }
  | { readonly is: 'running'; readonly results: readonly CheckReport[]; readonly current: string | undefined }
  | ({ readonly is: 'done' } & Graded)
  /** Nothing could be graded; one sentence that says what to do. */
  | { readonly is: 'failed'; readonly message: string };

/** No report for this long, in real ms, and the attempt is given up as ours. */
const SILENCE_MS = 60_000;

export class Grade {
  readonly #data: LabData;
  readonly #access: Access;
  readonly #state = signal<GradingState>({ is: 'idle' });
  #rig: RigProcess | undefined;
  #attempt = 0;

  constructor(data: LabData, access: Access) {
    this.#data = data;
    this.#access = access;
  }

  get state(): ReadonlySignal<GradingState> {
    return this.#state;
  }

  /** Resolves to the graded attempt; undefined when it was cancelled or could not be made. */
  async check(files: Readonly<Record<string, string>>, seed: number): Promise<Graded | undefined> {
    this.cancel();
    const attempt = ++this.#attempt;
    this.#state.value = { is: 'running', results: [], current: undefined };
    try {
      const [sandbox, source] = await Promise.all([
        this.#access.sandbox(),
        this.#access.source(this.#data.assets.gradeRig),
      ]);
      if (attempt !== this.#attempt) return undefined;
      return await this.#conduct(attempt, seed, (onReport) =>
        startRig(sandbox, { source, clock: 'virtual', files: { ...this.#data.given, ...files }, onReport }),
      );
    } catch (error) {
      if (attempt !== this.#attempt) return undefined;
      void this.#access.forget();
      if (this.#access.takeStrain()) return this.check(files, seed);
      const message = error instanceof SandboxError ? error.message : `The checks could not be run: ${String(error)}`;
      this.#state.value = { is: 'failed', message };
      return undefined;
    }
  }

  cancel(): void {
    this.#attempt++;
    this.#rig?.kill();
    this.#rig = undefined;
    if (this.#state.value.is === 'running') this.#state.value = { is: 'idle' };
  }

  #conduct(
    attempt: number,
    seed: number,
    start: (onReport: (report: Report) => void) => Promise<RigProcess>,
  ): Promise<Graded | undefined> {
    return new Promise((resolve, reject) => {
      const results: CheckReport[] = [];
      let silence: ReturnType<typeof setTimeout> | undefined;
      const finish = () => {
        clearTimeout(silence);
        this.#rig?.kill();
        this.#rig = undefined;
      };
      const giveUp = (message: string) => {
        finish();
        reject(new SandboxError('SANDBOX_LOST', message));
      };
      const watch = () => {
        clearTimeout(silence);
        silence = setTimeout(
          () => giveUp('The checks stopped answering. It costs you no points; check again.'),
          SILENCE_MS,
        );
      };
      const onReport = (report: Report) => {
        if (attempt !== this.#attempt) return clearTimeout(silence);
        watch();
        if (report.type === 'check-started')
          this.#state.value = { is: 'running', results: [...results], current: report.id };
        else if (report.type === 'check-ended') {
          results.push(report);
          this.#state.value = { is: 'running', results: [...results], current: undefined };
        } else if (report.type === 'problem') giveUp(report.message);
        else if (report.type === 'graded') {
          finish();
          const graded = grade(results, seed);
          this.#state.value = { is: 'done', ...graded };
          resolve(graded);
        }
      };
      watch();
      start(onReport).then((rig) => {
        if (attempt !== this.#attempt) {
          clearTimeout(silence);
          rig.kill();
          return resolve(undefined);
        }
        this.#rig = rig;
        rig.send({ type: 'grade', entry: this.#data.entry, env: this.#data.env, seed });
        void rig.exited.then(() => {
          if (this.#rig !== rig) return resolve(undefined);
          giveUp(
            'The sandbox ran out of memory, or was closed, in the middle of a check. It costs you no points; check again.',
          );
        });
      }, reject);
    });
  }
}

/** Adds up the points. An attempt with a check that could not be checked has no score. */
export function grade(results: readonly CheckReport[], seed: number): Graded {
  const incomplete = results.some((result) => result.verdict.status === 'could-not-check');
  const maxScore = results.reduce((sum, result) => sum + result.points, 0);
  const score = results.reduce((sum, result) => sum + (result.verdict.status === 'passed' ? result.points : 0), 0);
  return { seed, results, score, maxScore, incomplete };
}
