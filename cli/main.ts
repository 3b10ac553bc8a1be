/** `npm run -s duplex -- <command>`: the command line of Duplex. */
import { ExerciseError } from '../src/exercise/errors.ts';
import { nearest } from '../src/exercise/nearest.ts';
import { SandboxError } from '../src/sandbox/runtime.ts';
import { type Command, EXIT, helpOf, parseOptions, UsageError } from './command.ts';
import { check } from './commands/check.ts';
import { list } from './commands/list.ts';
import { create } from './commands/new.ts';
import { run } from './commands/run.ts';
import { verify } from './commands/verify.ts';

const COMMANDS: readonly Command[] = [list, check, verify, run, create];

const HELP = `Usage: npm run -s duplex -- <command> [options]

Commands:
${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)}  ${summary}`).join('\n')}

\`npm run -s duplex -- <command> --help\` shows the options of a command.
`;

async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(HELP);
    return name === undefined ? EXIT.couldNot : EXIT.done;
  }
  const command = COMMANDS.find((it) => it.name === name);
  if (!command) {
    const names = COMMANDS.map((it) => it.name);
    const [near] = nearest(name, names);
    throw new UsageError(
      name.startsWith('-')
        ? `A command comes before its options: ${names.join(', ')}.`
        : `There is no command "${name}". ${near ? `Did you mean ${near}?` : `The commands are ${names.join(', ')}.`}`,
    );
  }
  const parsed = parseOptions(command, rest);
  if (parsed.values['help']) {
    process.stdout.write(helpOf(command));
    return EXIT.done;
  }
  return command.run(parsed, signal);
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Asked a second time, it does not wait for its children to be gone.
    if (stop.signal.aborted) process.exit(EXIT.stopped);
    stop.abort();
  });
}

/** An error that says what to do needs no stack trace; any other is a defect of ours. */
function textOf(error: unknown): string {
  const expected = error instanceof UsageError || error instanceof ExerciseError || error instanceof SandboxError;
  if (expected) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  process.exitCode = await main(process.argv.slice(2), stop.signal);
} catch (error) {
  if (stop.signal.aborted) {
    process.stderr.write('Stopped.\n');
    process.exitCode = EXIT.stopped;
  } else {
    process.stderr.write(`${textOf(error)}\n`);
    process.exitCode = EXIT.couldNot;
  }
}
