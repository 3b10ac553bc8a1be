/** For tests: a rig on the node runtime's preloads, without a sandbox around it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { bundleFile, bundleGrader, bundlePreload } from '../../../build/sandbox/rigs.ts';
import { type Command, type Report, report as reportSchema } from '../protocol.ts';
import { encodeSequence, SequenceDecoder } from '../sequence.ts';

const SOURCE = path.join(import.meta.dirname, '..');
const MODULES = path.join(SOURCE, '../../node_modules');

export type CheckEnded = Extract<Report, { type: 'check-ended' }>;

export interface RigProcess extends AsyncDisposable {
  send(command: Command): void;
  /** The next report not taken yet of which `matches` holds. Rejects when the rig ends first. */
  next<T extends Report['type']>(
    type: T,
    matches?: (report: Extract<Report, { type: T }>) => boolean,
  ): Promise<Extract<Report, { type: T }>>;
  readonly reports: readonly Report[];
}

/** Bundles made once a test file. */
export interface RigBundles extends AsyncDisposable {
  start(files: Readonly<Record<string, string>>, clock: 'virtual' | 'real'): Promise<RigProcess>;
}

/** @param main a grader, absolute; or `play`. */
export async function bundleRig(main: string): Promise<RigBundles> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'duplex-rig-test-')));
  const put = async (name: string, text: Promise<string>) => {
    await writeFile(path.join(folder, name), await text);
    return path.join(folder, name);
  };
  const [rig, preloadRig, preloadServer] = await Promise.all([
    put('rig.cjs', main === 'play' ? bundleFile(path.join(SOURCE, 'main-play.ts')) : bundleGrader(main)),
    put('preload-rig.cjs', bundlePreload('preload-rig')),
    put('preload-server.cjs', bundlePreload('preload-server')),
  ]);
  return {
    start: (files, clock) => startRig({ folder, rig, preloadRig, preloadServer }, files, clock),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

interface Bundled {
  readonly folder: string;
  readonly rig: string;
  readonly preloadRig: string;
  readonly preloadServer: string;
}

async function startRig(
  { folder, rig, preloadRig, preloadServer }: Bundled,
  files: Readonly<Record<string, string>>,
  clock: 'virtual' | 'real',
): Promise<RigProcess> {
  const root = await mkdtemp(path.join(folder, 'sandbox-'));
  const app = path.join(root, 'app');
  const scratch = path.join(root, 'servers');
  await mkdir(app);
  await mkdir(scratch);
  await symlink(MODULES, path.join(root, 'node_modules'));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(app, name), text);
  const port = await freePort();
  const child = spawn(process.execPath, ['--expose-internals', '--no-warnings', '--import', preloadRig, rig], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      DUPLEX_CONTROL: JSON.stringify({ clock, now: 1000, epoch: Date.UTC(2026, 0, 1) }),
      DUPLEX_NODE: JSON.stringify({
        app,
        modules: MODULES,
        scratch,
        preload: preloadServer,
        ports: { first: port, last: port },
      }),
      UV_THREADPOOL_SIZE: '1',
    },
  });
  const closed = once(child, 'close');
  const reports: Report[] = [];
  const taken = new Set<Report>();
  let wake = Promise.withResolvers<void>();
  const decoder = new SequenceDecoder();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const value of decoder.push(text)) reports.push(reportSchema.parse(value));
    wake.resolve();
    wake = Promise.withResolvers();
  });
  let ended = false;
  void closed.then(() => {
    ended = true;
    wake.resolve();
  });
  return {
    reports,
    send: (command) => child.stdin.write(encodeSequence(command)),
    async next(type, matches = () => true) {
      for (;;) {
        const found = reports.find(
          (report): report is Extract<Report, { type: typeof type }> =>
            report.type === type && !taken.has(report) && matches(report as Extract<Report, { type: typeof type }>),
        );
        if (found) {
          taken.add(found);
          return found;
        }
        if (ended) throw new Error(`The rig has ended without "${type}".`);
        await wake.promise;
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await closed;
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Grades a submission and gives the reports of its checks. */
export async function gradeWith(
  bundles: RigBundles,
  files: Readonly<Record<string, string>>,
  options: { entry?: string; seed?: number; only?: string[] } = {},
): Promise<CheckEnded[]> {
  await using rig = await bundles.start(files, 'virtual');
  const [first = 'server.js'] = Object.keys(files);
  rig.send({ type: 'grade', entry: options.entry ?? first, env: {}, seed: options.seed ?? 1, only: options.only });
  await rig.next('graded');
  return rig.reports.filter((report) => report.type === 'check-ended');
}

/** Below 32768, where no system hands out ports to connections, for each check starts a server on it anew. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 16_384 + Math.floor(Math.random() * 4_096);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(port, () => probe.close(() => resolve(true)));
    probe.on('error', () => resolve(false));
  });
}
