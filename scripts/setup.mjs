// Runs on any Node from 20 on, with nothing installed: makes node_modules match the lock file, then hands over to the
// project's own Node. Plain JavaScript, because the machine's Node may not strip types.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const projectNode = path.join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/**
 * Whether node_modules holds what the lock file names. npm keeps its own record of what it installed; packages that are
 * optional may be missing on this platform.
 */
function installed() {
  const record = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record) || !existsSync(projectNode)) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const have = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === '' || (have[name] ? have[name].version === version : optional),
  );
}

/** Installs the packages when they are missing or other than the lock file says. Says so, for it takes half a minute. */
export function setup() {
  if (installed()) return;
  console.error('Installing packages (about half a minute, only the first time) …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0)
    fail('`npm ci` failed. Read its message above; it needs the npm registry. Then run this command again.');
  const version = spawnSync(projectNode, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
  const wanted = `v${readFileSync(path.join(root, '.node-version'), 'utf8').trim()}`;
  if (version.stdout?.trim() !== wanted)
    fail(
      `The project's own Node should be ${wanted}, but node_modules/.bin/node says ${version.stdout?.trim() || 'nothing'}. ` +
        'npm may have blocked its install script: run `npm rebuild node`, then this command again.',
    );
}

/** Environment in which `node` and the packages' commands are the project's own. */
export function projectEnv(extra = {}) {
  const bin = path.join(root, 'node_modules/.bin');
  return { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}`, ...extra };
}

/** Runs a TypeScript program of the project on its own Node, with this process's stdio; resolves to its exit code. */
export function run(program, args = [], extra = {}) {
  return new Promise((resolve) => {
    const child = spawn(projectNode, [path.join(root, program), ...args], {
      cwd: process.cwd(),
      stdio: 'inherit',
      env: projectEnv(extra),
      shell: process.platform === 'win32',
    });
    // The terminal sends Ctrl-C to the whole group: the child decides how to end, this process waits for it.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}
