/** A check is one graded promise of a server. A grader (`graders/<slug>.ts`) is a list of checks and nothing else. */
import type { Rig } from './rig.ts';

export interface Check {
  /** Stable, for saved progress refers to it: `E4.1`. */
  readonly id: string;
  readonly title: string;
  readonly points: number;
  /** Anchor of the section that teaches it: `rooms-departments-presence#two-indexes`. */
  readonly lesson: string;
  /** The given modules whose operations it holds or looks at: `auth` for `auth.js`. All others answer by themselves. */
  readonly gates?: readonly string[];
  /**
   * How many seeds it runs with, each on a fresh server, from the one asked for upwards; 1 unless told. The first that
   * fails is the verdict's, and asking for that one runs it first.
   */
  readonly seeds?: number;
  /** Variables of the server's environment, over those of the exercise. */
  readonly env?: Readonly<Record<string, string>>;
  /** Passes by returning. @throws Mismatch */
  run(rig: Rig): Promise<void>;
}

/** A place in a check's transcript: the nth entry of one link. */
export interface TranscriptPosition {
  readonly link: string;
  readonly entry: number;
}

export interface SourcePosition {
  /** Relative to the submission: `server.ts`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column?: number;
}

/** What the server did is not what the brief promises. Texts are for the student, in full sentences. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';
  readonly expected: string;
  readonly received: string;
  readonly why: string;
  readonly at: TranscriptPosition | undefined;
  constructor(what: { expected: string; received: string; why: string; at?: TranscriptPosition | undefined }) {
    super(`Expected ${what.expected} Received ${what.received}`);
    this.expected = what.expected;
    this.received = what.received;
    this.why = what.why;
    this.at = what.at;
  }
}

export type Verdict =
  | { readonly status: 'passed' }
  | {
      readonly status: 'failed';
      readonly expected: string;
      readonly received: string;
      readonly why: string;
      readonly at?: TranscriptPosition | undefined;
      readonly seed?: number | undefined;
    }
  | {
      readonly status: 'timed-out';
      readonly waitingFor: string;
      /** What came instead. */
      readonly received?: string | undefined;
      readonly why?: string | undefined;
      readonly at?: TranscriptPosition | undefined;
      readonly seed?: number | undefined;
    }
  /** The student's process died: the error and its first frame in the student's files. */
  | {
      readonly status: 'crashed';
      readonly error: string;
      readonly at?: SourcePosition | undefined;
      readonly seed?: number | undefined;
    }
  /** Our fault, or the machine's: costs nothing, replaces no saved result. */
  | { readonly status: 'could-not-check'; readonly reason: string };
