/** `catalog.json`, which the build makes for the page. Types only, so that browser code may import it. */
import type { CheckSummary, Submission } from './catalog.ts';
import type { Hints } from './hints.ts';
import type { Manifest } from './manifest.ts';

export interface CatalogEntry {
  readonly manifest: Manifest;
  /** In grading order. */
  readonly checks: readonly CheckSummary[];
  readonly starter: Submission;
  /** The Markdown file, relative to the project. */
  readonly brief: string;
  readonly hints: Hints;
}

/** Exercises by slug. */
export type Catalog = Readonly<Record<string, CatalogEntry>>;
