/** `duplex list`: the exercises and their checks. */
import { type Exercise, listExercises } from '../../src/exercise/catalog.ts';
import { type Command, EXIT } from '../command.ts';
import { paint } from '../output/paint.ts';

export const list: Command = {
  name: 'list',
  summary: 'Shows the exercises with their checks and points.',
  usage: '[--json]',
  options: { json: { type: 'boolean' } },
  help: [{ usage: '--json', text: 'Prints the list as JSON.' }],
  async run({ values }) {
    const exercises = await listExercises();
    process.stdout.write(values['json'] ? `${JSON.stringify(exercises.map(describe), null, 2)}\n` : textOf(exercises));
    return EXIT.done;
  },
};

function describe({ slug, manifest, checks }: Exercise) {
  const { number, title, summary, module, packages } = manifest;
  const points = checks.reduce((sum, check) => sum + check.points, 0);
  return { slug, number, title, summary, module, packages, points, checks };
}

function textOf(exercises: readonly Exercise[]): string {
  const style = paint(process.stdout);
  return exercises
    .map((exercise) => {
      const { number, title, slug, checks, points } = describe(exercise);
      const head = `${style.bold(`${number}  ${title}`)}  ${style.dim(slug)}  ${points} points`;
      const width = Math.max(...checks.map((check) => check.title.length));
      const rows = checks.map(
        (check) => `  ${check.id.padEnd(6)} ${check.title.padEnd(width)} ${String(check.points).padStart(4)}`,
      );
      return `${[head, ...rows].join('\n')}\n`;
    })
    .join('\n');
}
