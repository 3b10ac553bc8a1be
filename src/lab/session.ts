/** The UI-free state of one open exercise: its files, its server, its clients, its verdicts. */
import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { type Activity, type ActivityMark, activityMark } from '../learner/activity.ts';
import { type DraftStore, type History, StorageError } from '../learner/drafts.ts';
import { type Attempt, bestOf, loadAttempts, saveAttempt } from '../learner/results.ts';
import { SandboxAccess } from './access.ts';
import type { LabData } from './exercise-data.ts';
import { Grade } from './grade.ts';
import { Play } from './play.ts';

/** A draft is saved at most this long after the last key, ms. */
const SAVE_AFTER_MS = 400;

export class LabSession {
  readonly data: LabData;
  readonly play: Play;
  readonly grade: Grade;
  readonly #files = signal<Readonly<Record<string, string>>>({});
  readonly #notice = signal<string | undefined>(undefined);
  readonly #attempts = signal<readonly Attempt[]>([]);
  readonly #drafts: DraftStore;
  readonly #access: SandboxAccess;
  readonly #stop = new AbortController();
  #saving: ReturnType<typeof setTimeout> | undefined;
  /** The draft as this tab last loaded or saved it: another one in its place is another tab's. */
  #known: string | undefined;
  /** Whether there is anything to save. */
  #edited = false;
  readonly #activity: ActivityMark;
  readonly #unwatch: () => void;

  /** @param activity where it is noted that a program runs, so that the next load can tell what ended this page */
  constructor(data: LabData, drafts: DraftStore, activity: ActivityMark = activityMark(undefined)) {
    this.data = data;
    this.#drafts = drafts;
    this.#activity = activity;
    this.#access = new SandboxAccess(data, this.#stop.signal);
    this.play = new Play(data, this.#access);
    this.grade = new Grade(data, this.#access);
    this.#files.value = this.#initialFiles();
    this.#notice.value = afterDeath(activity.take(data.slug));
    this.#unwatch = effect(() => this.#noteActivity());
    void loadAttempts(data.slug).then((attempts) => {
      this.#attempts.value = attempts;
    });
  }

  /** The editable files as they are now. */
  get files(): ReadonlySignal<Readonly<Record<string, string>>> {
    return this.#files;
  }
  /** Something the learner must know about their work, such as a draft that cannot be kept. */
  get notice(): ReadonlySignal<string | undefined> {
    return this.#notice;
  }
  get attempts(): ReadonlySignal<readonly Attempt[]> {
    return this.#attempts;
  }
  get best(): Attempt | undefined {
    return bestOf(this.#attempts.value);
  }

  /** Begins to load the sandbox, so that the first Run need not wait for it. */
  warm(): void {
    void this.#access.sandbox().catch(() => {});
  }

  edit(file: string, text: string): void {
    if (this.#files.value[file] === text) return;
    this.#files.value = { ...this.#files.value, [file]: text };
    this.#edited = true;
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  /** Saves the draft now: before a Run, and when the page is hidden. */
  save(): void {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    if (!this.#edited) return;
    const { slug } = this.data;
    const mine = this.#files.value;
    this.#keep(() => {
      const stored = this.#drafts.load(slug);
      const isOthers = stored && JSON.stringify(stored) !== this.#known && !same(stored.files, mine);
      if (isOthers) this.#drafts.keep(slug, stored.files, 'From another tab');
      this.#known = JSON.stringify(this.#drafts.save(slug, mine));
      this.#edited = false;
    });
  }

  /** The page is left, of its learner's will: the draft is kept, and what runs ends with the page. */
  leave(): void {
    this.save();
    this.#activity.clear(this.data.slug);
  }

  /** Another tab saved its draft of this exercise. */
  hearOtherTab(): void {
    const stored = this.#drafts.load(this.data.slug);
    if (!stored || JSON.stringify(stored) === this.#known || same(stored.files, this.#files.value)) return;
    this.#notice.value =
      'This exercise is open in another tab, which changed it a moment ago. Nothing is lost: what this tab saves over is kept under Earlier versions.';
  }

  async run(): Promise<void> {
    this.save();
    await this.play.start(this.#files.value);
  }

  async check(): Promise<void> {
    this.save();
    const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
    const graded = await this.grade.check(this.#files.value, seed);
    if (!graded || graded.incomplete) return;
    const attempt: Attempt = {
      at: Date.now(),
      seed,
      runtime: 'embedded',
      score: graded.score,
      maxScore: graded.maxScore,
      checks: Object.fromEntries(
        graded.results.map((result) => [result.id, result.verdict.status === 'passed' ? result.points : 0]),
      ),
    };
    this.#attempts.value = [...this.#attempts.value, attempt];
    await saveAttempt(this.data.slug, attempt).catch(() => {
      this.#notice.value = 'This browser does not keep your results: its storage is full or switched off.';
    });
  }

  /** The last graded attempt as Exercism's `results.json`; undefined before there is one. */
  async resultsFile(): Promise<string | undefined> {
    const state = this.grade.state.value;
    if (state.is !== 'done') return undefined;
    const { resultsOf } = await import('../rig/grading/results.ts');
    return `${JSON.stringify(resultsOf(state.results, { runtime: 'embedded', seed: state.seed }), null, 2)}\n`;
  }

  /** Back to the starter. What was there goes to the history. */
  reset(): void {
    if (this.#isStarter(this.#files.value)) return;
    // What could not be kept is not taken away.
    if (this.#retire('Before a reset') === 'refused') return;
    this.#edited = false;
    this.#files.value = { ...this.data.starter };
  }

  history(): History {
    return this.#drafts.history(this.data.slug);
  }

  /** Takes a version of the history back; what is there now goes to the history. */
  restore(version: History[number]): void {
    if (!this.#isStarter(this.#files.value) && this.#retire('Before a version was restored') === 'refused') return;
    this.#files.value = { ...this.data.starter, ...version.files };
    this.#edited = true;
    this.save();
  }

  /** The solution, to be shown beside the learner's files; it never replaces them. */
  async solution(): Promise<Readonly<Record<string, string>>> {
    const response = await fetch(this.data.assets.solution);
    if (!response.ok) throw new Error(`The solution could not be loaded (status ${response.status}). Try again.`);
    return (await response.json()) as Record<string, string>;
  }

  dispose(): void {
    this.leave();
    this.#unwatch();
    this.play.dispose();
    this.grade.cancel();
    this.#stop.abort();
  }

  #noteActivity(): void {
    const { slug } = this.data;
    // Both are read, so that either is heard of.
    const isChecking = this.grade.state.value.is === 'running';
    const { is } = this.play.server.value;
    if (isChecking) this.#activity.set(slug, 'check');
    else if (is === 'starting' || is === 'listening') this.#activity.set(slug, 'run');
    else this.#activity.clear(slug);
  }

  #initialFiles(): Readonly<Record<string, string>> {
    const draft = this.#drafts.load(this.data.slug);
    this.#known = draft && JSON.stringify(draft);
    const mine = Object.entries(draft?.files ?? {}).filter(([name]) => this.data.editable.includes(name));
    return { ...this.data.starter, ...Object.fromEntries(mine) };
  }

  #isStarter(files: Readonly<Record<string, string>>): boolean {
    return this.data.editable.every((name) => files[name] === this.data.starter[name]);
  }

  #retire(why: string): 'kept' | 'refused' {
    clearTimeout(this.#saving);
    return this.#keep(() => this.#drafts.retire(this.data.slug, this.#files.value, why));
  }

  #keep(write: () => void): 'kept' | 'refused' {
    try {
      write();
      this.#notice.value = undefined;
      return 'kept';
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.#notice.value = error.message;
      return 'refused';
    }
  }
}

/** The sentence for a page that comes back after it died in the middle of something. */
function afterDeath(activity: Activity | undefined): string | undefined {
  if (activity === undefined) return undefined;
  const during = activity === 'run' ? 'while your server was running' : 'in the middle of a check';
  return `The last time, this page ended ${during}; most likely the program took all memory. Your code is as you left it. If something in it grows without end, mend that before you run it again.`;
}

function same(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
