/**
 * hints.md: one `## E4.1` section a check, in each an ordered list of three rungs: a nudge, the concept by name, a concrete clue.
 */
import { ExerciseError } from './errors.ts';

/** Three rungs a check, as Markdown. */
export type Hints = Readonly<Record<string, readonly [nudge: string, concept: string, clue: string]>>;

const HEADING = /^(#+)\s+([A-Z]+\d+[a-z]?\.\d+)\b/;
const RUNG = /^(\d+)\.\s+/;

/**
 * @param file named in errors
 * @throws ExerciseError EXERCISE_HINTS
 */
export function parseHints(text: string, file: string, checkIds: readonly string[]): Hints {
  const sections = new Map<string, { line: number; rungs: string[][] }>();
  let section: { line: number; rungs: string[][] } | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, level, id] = HEADING.exec(line) ?? [];
    if (id !== undefined) {
      if (level !== '##') {
        throw wrong(`${file}:${index + 1}: The section of ${id} begins with "${level}". Write "## ${id}".`);
      }
      section = { line: index + 1, rungs: [] };
      if (!checkIds.includes(id)) {
        throw wrong(`${file}:${index + 1}: No check is called ${id}. Use one of ${checkIds.join(', ')}.`);
      }
      if (sections.has(id)) {
        throw wrong(`${file}:${index + 1}: ${id} has a second section. Put its rungs into the first.`);
      }
      sections.set(id, section);
    } else if (section && RUNG.test(line)) {
      section.rungs.push([line.replace(RUNG, '')]);
    } else {
      // An indented line goes on with the list item above it.
      section?.rungs.at(-1)?.push(line.replace(/^ {1,3}/, ''));
    }
  }

  const hints: Record<string, readonly [string, string, string]> = {};
  for (const id of checkIds) {
    const found = sections.get(id);
    if (!found) throw wrong(`${file}: ${id} has no hints. Add a section "## ${id}" with a list of three rungs.`);
    const empty = found.rungs.findIndex((lines) => lines.join('').trim() === '');
    if (empty >= 0) throw wrong(`${file}:${found.line}: Rung ${empty + 1} of ${id} is empty. Write it.`);
    const [nudge, concept, clue, ...more] = found.rungs.map((lines) => lines.join('\n').trim());
    if (!nudge || !concept || !clue || more.length > 0) {
      throw wrong(
        `${file}:${found.line}: ${id} has ${found.rungs.length} ${found.rungs.length === 1 ? 'rung' : 'rungs'}. Write three: a nudge, the concept by name, a concrete clue, as "1.", "2.", "3.".`,
      );
    }
    hints[id] = [nudge, concept, clue];
  }
  return hints;
}

function wrong(message: string): ExerciseError {
  return new ExerciseError('EXERCISE_HINTS', message);
}
