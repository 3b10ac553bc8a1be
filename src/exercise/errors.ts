/** An author's mistake in an exercise: what is wrong, where, and how to mend it. */
export class ExerciseError extends Error {
  override readonly name = 'ExerciseError';
  readonly code: ExerciseErrorCode;
  constructor(code: ExerciseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type ExerciseErrorCode =
  /** no folder of that name */
  | 'EXERCISE_UNKNOWN'
  /** exercise.json is no JSON, or not what the schema wants */
  | 'EXERCISE_MANIFEST'
  /** the folder and exercise.json disagree, or a file is missing */
  | 'EXERCISE_FILES'
  /** graders/<slug>.ts exports no checks */
  | 'EXERCISE_GRADER'
  /** hints.md has not three rungs for each check */
  | 'EXERCISE_HINTS';
