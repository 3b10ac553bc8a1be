/** `duplex run`: runs any program in a sandbox, with this process's stdio and exit code. */

import { EVERY_PACKAGE } from '../../src/sandbox/contract/packages.ts';
import type { Exit, Image, Process, Runtime } from '../../src/sandbox/runtime.ts';
import { type Command, choiceOption, EXIT, type Parsed, textOption, textsOption, UsageError } from '../command.ts';
import { type ProgramFiles, readProgram } from '../program.ts';
import { RUNTIMES, Runtimes } from '../runtimes.ts';

/** As a shell tells of a program that was killed. */
const KILLED = 137;

export const run: Command = {
  name: 'run',
  summary: 'Runs a program in a sandbox.',
  usage: '<path> [options] [-- arguments]',
  options: {
    runtime: { type: 'string', short: 'r' },
    entry: { type: 'string' },
    env: { type: 'string', multiple: true },
  },
  help: [
    { usage: '<path>', text: 'A file, which runs alone with the packages beside it, or a folder, which runs whole.' },
    {
      usage: '--runtime node|embedded',
      text: "Where it runs; node unless told. A stranger's program belongs in embedded.",
    },
    { usage: '--entry FILE', text: 'The file of the folder to start, when its package.json names no main.' },
    { usage: '--env NAME=VALUE', text: 'Sets a variable of its environment. May be given several times.' },
    { usage: '-- arguments', text: "The program's own." },
  ],
  async run(parsed, signal) {
    const id = choiceOption(parsed, 'runtime', RUNTIMES);
    const [given, ...args] = parsed.positionals;
    if (given === undefined) throw new UsageError('Which program? Give a file or a folder: run server.ts.');
    const env = environmentOf(parsed);
    const program = await readProgram(given, textOption(parsed, 'entry'));
    await using runtimes = await Runtimes.open();
    const runtime = await runtimes.get(id);
    // What a program brings itself is all it gets, as where it comes from.
    const image = runtimes.imageOf(program.packages === 'own' ? [] : EVERY_PACKAGE);
    return await runProgram({ runtime, image, program, args, env, signal });
  },
};

interface RunRequest {
  readonly runtime: Runtime;
  readonly image: Image;
  readonly program: ProgramFiles;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

async function runProgram({ runtime, image, program, args, env, signal }: RunRequest): Promise<number> {
  await using sandbox = await runtime.boot(image, signal);
  await sandbox.write(program.files);
  const running = await sandbox.spawn({ entry: program.entry, args, env });
  const noReader = () => running.kill();
  process.stdout.once('error', noReader);
  void forwardInput(running);
  for await (const { stream, text } of running.output) await write(process[stream], text);
  const exit = await running.exited;
  // Else an open stdin would keep this process from ending.
  process.stdin.destroy();
  signal.throwIfAborted();
  return codeOf(exit);
}

/** @throws UsageError for what is no NAME=VALUE */
function environmentOf(parsed: Parsed): Record<string, string> {
  const pairs = (textsOption(parsed, 'env') ?? []).map((text) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(`--env ${text} is no NAME=VALUE. Write one, like --env PORT=3000.`);
    return [name, value] as const;
  });
  return Object.fromEntries(pairs);
}

/** The seam's input is text: bytes that are no UTF-8 do not survive it. */
async function forwardInput({ input }: Process): Promise<void> {
  const writer = input.getWriter();
  // The program may end, or close its input, before ours does: it then reads no more.
  writer.closed.catch(() => undefined);
  try {
    for await (const text of process.stdin.setEncoding('utf8')) await writer.write(String(text));
    await writer.close();
  } catch {
    process.stdin.destroy();
  }
}

/** Waits for a reader that is behind; one that has gone is heard of by the error of the stream. */
function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}

function codeOf({ code, reason }: Exit): number {
  if (code !== null) return code;
  if (reason === 'out-of-memory') process.stderr.write('The program took all memory and was ended.\n');
  return reason === undefined ? EXIT.failed : KILLED;
}
