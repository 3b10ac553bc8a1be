/** Reads the command line that `spawn` was given, as `node` itself would. */

export type NodeCommand =
  | { readonly kind: 'program'; readonly entry: string; readonly args: readonly string[] }
  /** Not something a sandbox can start; a sentence for the program's author. */
  | { readonly kind: 'unsupported'; readonly why: string };

/** Flags of `node` whose value is the next argument. They mean nothing here. */
const FLAGS_WITH_VALUE = new Set([
  '--conditions',
  '-C',
  '--env-file',
  '--experimental-loader',
  '--import',
  '--loader',
  '--require',
  '-r',
  '--title',
]);

const PROGRAM_IN_ARGUMENT = new Set(['-e', '--eval', '-p', '--print', '-i', '--interactive']);

/** @param args without the program's own name. */
export function parseNodeCommand(file: string, args: readonly string[], execPath: string): NodeCommand {
  if (file !== execPath && file !== 'node') {
    return {
      kind: 'unsupported',
      why: `A sandbox can start other Node programs only, not ${file}: spawn(process.execPath, ['program.js']).`,
    };
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (PROGRAM_IN_ARGUMENT.has(arg))
      return { kind: 'unsupported', why: `A sandbox cannot run node ${arg}: put the program in a file.` };
    if (FLAGS_WITH_VALUE.has(arg)) i++;
    else if (!arg.startsWith('-')) return { kind: 'program', entry: arg, args: args.slice(i + 1) };
  }
  return { kind: 'unsupported', why: 'A sandbox has no terminal: give node the file to run.' };
}
