/** A fresh private folder and a free port for each of the student's processes on `node`. */
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import * as z from 'zod/mini';
import type { ServerCommand, SubmissionFiles } from '../host.ts';
import { TypeStripper } from '../stripped-types.ts';
import { STRIPPED_VARIABLE } from '../words.ts';

/** The environment variable that carries `NodeSettings` as JSON. */
export const NODE_VARIABLE = 'DUPLEX_NODE';

export const nodeSettings = z.object({
  /** The folder of the submission. */
  app: z.string(),
  /** The image's unpacked `node_modules`. */
  modules: z.string(),
  /** An existing folder for the servers' private copies. */
  scratch: z.string(),
  /** The bundle of preload-server.ts. */
  preload: z.string(),
  /** Ports this rig may give to servers, both ends included. */
  ports: z.object({ first: z.number(), last: z.number() }),
});
export type NodeSettings = z.infer<typeof nodeSettings>;

const stripper = new TypeStripper(stripTypeScriptTypes);
let lastPort = 0;

/**
 * @param entry relative to the submission.
 * @param files in place of those in the settings' folder.
 */
export async function prepareServer(
  settings: NodeSettings,
  entry: string,
  files?: SubmissionFiles,
): Promise<ServerCommand> {
  // The permission model compares real paths, and a temporary folder may stand behind a link.
  const folder = await mkdtemp(path.join(await realpath(settings.scratch), 'server-'));
  const cwd = path.join(folder, 'app');
  const modules = await realpath(settings.modules);
  if (files) await writeAll(cwd, files);
  else await cp(settings.app, cwd, { recursive: true });
  await symlink(modules, path.join(folder, 'node_modules'), 'junction');
  const stripped = path.join(folder, 'stripped.json');
  await writeFile(stripped, JSON.stringify(stripper.stripSubmission(files ?? (await readTypeScript(cwd)))));
  const port = await freePort(settings.ports);
  return {
    command: process.execPath,
    args: [
      '--expose-internals',
      // The permission model warns that it is new: nothing a student should read.
      '--disable-warning=ExperimentalWarning',
      '--permission',
      '--allow-net',
      `--allow-fs-read=${folder}`,
      `--allow-fs-read=${modules}`,
      `--allow-fs-read=${settings.preload}`,
      `--allow-fs-write=${cwd}`,
      // Before the module loader and seen by neither: the program starts as by plain `node server.ts`.
      '--require',
      settings.preload,
      path.join(cwd, entry),
    ],
    cwd,
    // One thread in the pool: with four, jobs end in an order that nobody decides.
    env: {
      PORT: String(port),
      UV_THREADPOOL_SIZE: '1',
      PATH: process.env['PATH'] ?? '',
      TZ: 'UTC',
      NO_COLOR: '1',
      [STRIPPED_VARIABLE]: stripped,
    },
    release: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function writeAll(folder: string, files: SubmissionFiles): Promise<void> {
  const folders = new Set(Object.keys(files).map((name) => path.dirname(path.join(folder, name))));
  for (const it of [folder, ...folders]) await mkdir(it, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
}

async function readTypeScript(folder: string): Promise<SubmissionFiles> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.[cm]?ts$/.test(name));
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const)),
  );
}

/** Walks through the block, so that a port just left is not the next one given. */
async function freePort({ first, last }: NodeSettings['ports']): Promise<number> {
  for (let tries = 0; tries <= last - first; tries++) {
    lastPort = lastPort >= first && lastPort < last ? lastPort + 1 : first;
    if (await isFree(lastPort)) return lastPort;
  }
  throw new Error(`None of the ports ${first} to ${last} is free.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}
