/** What a command of the command line is, and how its options are read. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { nearest } from '../src/exercise/nearest.ts';

export const EXIT = {
  done: 0,
  /** `check --ci` with less than full marks; `verify` with a violation. */
  failed: 1,
  /** It could not be done: a wrong option, no such exercise, no browser, a check that could not be checked. */
  couldNot: 2,
  /** Ctrl-C. */
  stopped: 130,
} as const;

/** The person at the keyboard can mend it: the message is one sentence that says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

export interface OptionText {
  /** `--submission PATH` */
  readonly usage: string;
  readonly text: string;
}

export interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** After the command's name: `<slug> [options]`. */
  readonly usage: string;
  readonly options: ParseArgsOptionsConfig;
  readonly help: readonly OptionText[];
  /** Resolves to the exit code. */
  run(parsed: Parsed, signal: AbortSignal): Promise<number>;
}

const HELP: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };

/** @throws UsageError for an option that is unknown or has no value */
export function parseOptions(command: Command, args: readonly string[]): Parsed {
  const options = { ...command.options, ...HELP };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(explain(error, command, Object.keys(options)), { cause: error });
  }
}

function explain(error: unknown, command: Command, known: readonly string[]): string {
  const { code, message } = error as Error & { code?: string };
  const more = `\`npm run -s duplex -- ${command.name} --help\` lists the options.`;
  const typed = /'(-[^' ]*)/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const [near] = nearest(typed.replace(/^-+/, ''), known);
    return `${command.name} has no option ${typed}. ${near ? `Did you mean --${near}?` : more}`;
  }
  const option = /--[\w-]+/.exec(message)?.[0] ?? 'An option';
  return `${option} ${message.includes('does not take') ? 'takes no value' : 'needs a value'}. ${more}`;
}

export function helpOf(command: Command): string {
  const texts = [...command.help, { usage: '--help', text: 'Shows this.' }];
  const width = Math.max(...texts.map(({ usage }) => usage.length));
  const lines = texts.map(({ usage, text }) => `  ${usage.padEnd(width)}  ${text}`);
  return [
    `${command.summary}\n`,
    `Usage: npm run -s duplex -- ${command.name} ${command.usage}\n`,
    'Options:',
    ...lines,
    '',
  ].join('\n');
}

/** The option's text, when it was given. */
export function textOption(parsed: Parsed, name: string): string | undefined {
  const value = parsed.values[name];
  return typeof value === 'string' ? value : undefined;
}

/** All texts of an option that may be given several times. */
export function textsOption(parsed: Parsed, name: string): readonly string[] | undefined {
  const value = parsed.values[name];
  return Array.isArray(value) ? value.filter((it) => typeof it === 'string') : undefined;
}

/** @throws UsageError unless it is a whole number from `from` on */
export function numberOption(parsed: Parsed, name: string, from: number): number | undefined {
  const text = textOption(parsed, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= from) return value;
  throw new UsageError(`--${name} ${text} is no whole number from ${from} on. Write one, like --${name} ${from + 6}.`);
}

/** @throws UsageError unless it is one of `choices`, the first of which holds when it is not given */
export function choiceOption<T extends string>(parsed: Parsed, name: string, choices: readonly [T, ...T[]]): T {
  const text = textOption(parsed, name);
  if (text === undefined) return choices[0];
  const chosen = choices.find((choice) => choice === text);
  if (chosen === undefined)
    throw new UsageError(`--${name} ${text} is none of ${choices.join(', ')}. Choose one of them.`);
  return chosen;
}
