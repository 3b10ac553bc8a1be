/** The program a path names: one file, or a folder; with its packages, when it brings its own. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from './command.ts';

export interface ProgramFiles {
  /** By absolute path inside the sandbox. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly entry: string;
  /** Whether it brings a `node_modules` of its own. */
  readonly packages: 'own' | 'none';
}

/** Where a program lies inside the sandbox. */
const HOME = '/app';
const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];
const RUNS = /\.[cm]?[jt]s$/;
/** Entries of a folder whose package.json names none, in the order they are looked for. */
const ENTRY_NAMES = ['server', 'index', 'main'];
/** No program reads them, and they are half of what is installed. */
const NOT_LOADED = /\.(?:map|md|d\.[cm]?ts)$/;
const FILE_LIMIT = 20_000;
const BYTE_LIMIT = 64 * 1024 * 1024;

/**
 * @param entry A file of the folder, when its name says not which one to start.
 * @throws UsageError that says what is wrong, where, and how to mend it
 */
export async function readProgram(given: string, entry?: string): Promise<ProgramFiles> {
  const full = path.resolve(given);
  const found = await stat(full).catch(() => undefined);
  if (!found)
    throw new UsageError(`There is nothing at ${given}. Give the path of a file or a folder, from ${process.cwd()}.`);
  if (found.isDirectory()) return readFolder(full, given, entry);
  if (entry !== undefined)
    throw new UsageError(`${given} is a file, so there is nothing for --entry to choose. Leave it out.`);
  return readOne(full);
}

/** The file alone, with what its folder says about packages. */
async function readOne(file: string): Promise<ProgramFiles> {
  const name = path.basename(file);
  if (!RUNS.test(name)) {
    throw new UsageError(`${name} is no file that Node runs. Its name must end in ${EXTENSIONS.join(', ')}.`);
  }
  const folder = path.dirname(file);
  const collected = new Collected(folder);
  await collected.add(name);
  for (const beside of ['package.json', 'node_modules']) {
    if (await exists(path.join(folder, beside))) await collected.add(beside);
  }
  return collected.program(name);
}

async function readFolder(folder: string, given: string, entry: string | undefined): Promise<ProgramFiles> {
  const start = entry === undefined ? await entryOf(folder, given) : path.normalize(entry);
  const isInside = !path.isAbsolute(start) && !start.startsWith('..');
  if (!isInside || !(await isFile(path.join(folder, start)))) {
    throw new UsageError(`There is no file ${entry} in ${given}. --entry takes a path from that folder.`);
  }
  const collected = new Collected(folder);
  for (const name of await readdir(folder)) if (!name.startsWith('.')) await collected.add(name);
  return collected.program(start);
}

async function entryOf(folder: string, given: string): Promise<string> {
  const main = await mainOf(folder, given);
  if (main !== undefined) {
    const candidates = [main, ...EXTENSIONS.map((it) => main + it), ...EXTENSIONS.map((it) => `${main}/index${it}`)];
    const entry = await firstFile(folder, candidates);
    if (entry !== undefined) return entry;
    throw new UsageError(
      `${path.join(given, 'package.json')} names "${main}" as its main, and there is no such file. Mend that, or name one with --entry.`,
    );
  }
  const names = ENTRY_NAMES.flatMap((name) => EXTENSIONS.map((extension) => name + extension));
  const entry = await firstFile(folder, names);
  if (entry !== undefined) return entry;
  throw new UsageError(
    `${given} does not say which file to start: its package.json names no main, and it has no server.*, index.* or main.*. Name one with --entry.`,
  );
}

async function mainOf(folder: string, given: string): Promise<string | undefined> {
  const text = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => '{}');
  try {
    const { main } = JSON.parse(text) as { readonly main?: unknown };
    return typeof main === 'string' ? path.normalize(main) : undefined;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${path.join(given, 'package.json')} is no JSON: ${why}. Mend it.`);
  }
}

async function firstFile(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if (await isFile(path.join(folder, name))) return name;
  return undefined;
}

/** What a program consists of, within limits that keep a home folder from being read whole. */
class Collected {
  readonly #folder: string;
  readonly #files: Record<string, Uint8Array> = {};
  #count = 0;
  #bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  program(entry: string): ProgramFiles {
    const own = Object.keys(this.#files).some((file) => file.startsWith(`${HOME}/node_modules/`));
    return { files: this.#files, entry: inside(entry), packages: own ? 'own' : 'none' };
  }

  /** Follows links, as the sandbox has none; hidden files stay out. */
  async add(name: string): Promise<void> {
    const full = path.join(this.#folder, name);
    const found = await stat(full).catch(() => undefined);
    if (found?.isDirectory()) {
      for (const below of await readdir(full)) if (!below.startsWith('.')) await this.add(path.join(name, below));
    } else if (found?.isFile() && !(isInstalled(name) && NOT_LOADED.test(name))) {
      this.#count += 1;
      this.#bytes += found.size;
      if (this.#count > FILE_LIMIT || this.#bytes > BYTE_LIMIT) {
        throw new UsageError(
          `${this.#folder} holds more than a sandbox takes (${FILE_LIMIT} files, ${BYTE_LIMIT / 1024 / 1024} MiB). Give a folder with the program and its own packages only.`,
        );
      }
      this.#files[inside(name)] = await readFile(full);
    }
  }
}

const inside = (name: string) => path.posix.join(HOME, name.split(path.sep).join('/'));
const isInstalled = (name: string) => name.split(path.sep).includes('node_modules');
const exists = async (full: string) => (await stat(full).catch(() => undefined)) !== undefined;
const isFile = async (full: string) => (await stat(full).catch(() => undefined))?.isFile() === true;
