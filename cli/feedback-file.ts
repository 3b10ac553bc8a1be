/** `exercises/<slug>/feedback.md`: the recorded texts of an exercise. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../build/sandbox/context.ts';
import type { Exercise } from '../src/exercise/catalog.ts';
import { type Feedback, formatFeedback, parseFeedback } from './feedback.ts';

const fileOf = ({ slug }: Exercise) => path.join(ROOT, 'exercises', slug, 'feedback.md');

/** @returns undefined when nothing is recorded */
export async function readFeedback(exercise: Exercise): Promise<Feedback | undefined> {
  const text = await readFile(fileOf(exercise), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseFeedback(text);
}

export async function writeFeedback(exercise: Exercise, feedback: Feedback): Promise<void> {
  const { number, title } = exercise.manifest;
  await writeFile(fileOf(exercise), formatFeedback(`${number} ${title}: what students read`, feedback));
}
