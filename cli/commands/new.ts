/** `duplex new`: the beginnings of an exercise, and of a check. */
import { ROOT } from '../../build/sandbox/context.ts';
import { listExercises, loadExercise } from '../../src/exercise/catalog.ts';
import { moduleSlugs, noModule } from '../authoring/modules.ts';
import { addCheck } from '../authoring/new-check.ts';
import { makeExercise } from '../authoring/new-exercise.ts';
import { type Command, EXIT, type Parsed, textOption, UsageError } from '../command.ts';

export const create: Command = {
  name: 'new',
  summary: 'Begins an exercise, or a check of one; verify then asks for what is to be written.',
  usage: 'exercise <slug> --module SLUG [options]\n       npm run -s duplex -- new check <slug> <id> [--broken NAME]',
  options: {
    module: { type: 'string' },
    number: { type: 'string' },
    title: { type: 'string' },
    broken: { type: 'string' },
  },
  help: [
    { usage: '--module SLUG', text: 'The module the exercise belongs to, like liveness.' },
    { usage: '--number E15', text: 'Its number; the next free one unless told.' },
    { usage: '--title TEXT', text: 'Its title; made of the slug unless told.' },
    { usage: '--broken NAME', text: 'For a check: the folder of the broken server that it must see.' },
  ],
  async run(parsed) {
    const [what, slug, id] = parsed.positionals;
    const [extra] = parsed.positionals.slice(what === 'check' ? 3 : 2);
    if (slug !== undefined && extra !== undefined && (what === 'exercise' || what === 'check'))
      throw new UsageError(
        `new ${what} does not take "${extra}". Its words are ${what === 'check' ? '<slug> <id>' : '<slug>'}; all else has an option, and a text of several words stands in quotes.`,
      );
    if (what === 'exercise') await newExercise(slug, parsed);
    else if (what === 'check') await newCheck(slug, id, parsed);
    else throw new UsageError('Say what is new: `new exercise <slug> --module <module>`, or `new check <slug> <id>`.');
    return EXIT.done;
  },
};

async function newExercise(slug: string | undefined, parsed: Parsed): Promise<void> {
  if (slug === undefined || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug)) {
    throw new UsageError('An exercise needs a slug of small letters, digits and hyphens, like connection-pool.');
  }
  const module = textOption(parsed, 'module');
  const modules = await moduleSlugs(ROOT);
  if (module === undefined || !modules.includes(module)) {
    if (module === undefined)
      throw new UsageError(`--module names the module it belongs to. The modules are ${modules.join(', ')}.`);
    throw new UsageError(`There is ${noModule(module, modules)}`);
  }
  const numbers = (await listExercises()).map(({ manifest }) => manifest.number);
  const number = textOption(parsed, 'number') ?? nextNumber(numbers);
  if (!/^E\d+[a-z]?$/.test(number)) throw new UsageError(`--number ${number} is no number. Write one like E15.`);
  if (numbers.includes(number))
    throw new UsageError(`There is an exercise ${number} already. Free is ${nextNumber(numbers)}.`);
  const title = textOption(parsed, 'title') ?? slug.charAt(0).toUpperCase() + slug.slice(1).replaceAll('-', ' ');
  const files = await makeExercise({ slug, number, title, module }, ROOT);
  tell(files, slug);
}

async function newCheck(slug: string | undefined, id: string | undefined, parsed: Parsed): Promise<void> {
  if (slug === undefined || id === undefined || !/^E\d+[a-z]?\.\d+$/.test(id)) {
    throw new UsageError('A check needs its exercise and an id: `new check connection-pool E7.8`.');
  }
  const broken = textOption(parsed, 'broken') ?? `fails-${id.toLowerCase().replace('.', '-')}`;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(broken)) {
    throw new UsageError(`--broken ${broken} is no name for a folder. Name the mistake: forgets-the-last.`);
  }
  tell(await addCheck(await loadExercise(slug), { id, broken }, ROOT), slug);
}

function nextNumber(numbers: readonly string[]): string {
  const taken = numbers.map((number) => Number(/^E(\d+)/.exec(number)?.[1] ?? 0));
  return `E${Math.max(14, ...taken) + 1}`;
}

function tell(files: readonly string[], slug: string): void {
  const list = files.map((file) => `  ${file}`).join('\n');
  process.stdout.write(`${list}\n
What stands between « and » is yours to write. What is missing, and what does not hold, says
  npm run -s duplex -- verify ${slug}
docs/authoring.md walks you through it.
`);
}
