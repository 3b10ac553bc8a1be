/**
 * Finds a Chromium for tests and for the embedded runtime on the command line: CHROMIUM_PATH, Playwright's own,
 * Chrome or Chromium of the system; else installs one.
 */
import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright';

/** Of the system, by platform; names without a folder are looked up in PATH. */
const SYSTEM_BROWSERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', '/snap/bin/chromium'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    `${process.env['PROGRAMFILES'] ?? 'C:\\Program Files'}\\Google\\Chrome\\Application\\chrome.exe`,
    `${process.env['PROGRAMFILES(X86)'] ?? 'C:\\Program Files (x86)'}\\Google\\Chrome\\Application\\chrome.exe`,
    `${process.env['LOCALAPPDATA'] ?? ''}\\Google\\Chrome\\Application\\chrome.exe`,
  ],
};

/** What a headless browser is started with. Background pages must not be slowed down: the sandbox is one. */
export const BROWSER_ARGUMENTS: string[] = [
  // Chromium's own sandbox does not work for root, which is common in containers.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-renderer-backgrounding',
  '--disable-sync',
];

let found: Promise<string> | undefined;

/** @returns the path of a browser's executable. @throws Error that says how to get one. */
export function findBrowser(): Promise<string> {
  found ??= findOrInstall();
  return found;
}

async function findOrInstall(): Promise<string> {
  const asked = process.env['CHROMIUM_PATH'];
  if (asked) {
    if (await isExecutable(asked)) return asked;
    throw new Error(
      `CHROMIUM_PATH is ${asked}, but there is no program. Correct it, or unset it to let Duplex look for a browser.`,
    );
  }
  return (await lookAround()) ?? (await install());
}

async function lookAround(): Promise<string | undefined> {
  const candidates = [chromium.executablePath(), ...(SYSTEM_BROWSERS[process.platform] ?? [])];
  for (const candidate of candidates.flatMap(places)) if (await isExecutable(candidate)) return candidate;
  return undefined;
}

function places(candidate: string): string[] {
  if (path.isAbsolute(candidate)) return [candidate];
  return (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, candidate));
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function install(): Promise<string> {
  process.stderr.write('Duplex: no Chromium found, installing one (this happens once).\n');
  const playwright = path.join(
    path.dirname(createRequire(import.meta.url).resolve('playwright/package.json')),
    'cli.js',
  );
  await run(process.execPath, [playwright, 'install', 'chromium']);
  const own = await lookAround();
  if (own) return own;

  const isDebianRoot = process.getuid?.() === 0 && (await isExecutable('/usr/bin/apt-get'));
  if (isDebianRoot) {
    await run('apt-get', ['update']);
    await run('apt-get', ['install', '-y', 'chromium']);
  }
  const system = await lookAround();
  if (system) return system;
  throw new Error(
    'No Chromium was found and none could be installed. Install Chrome or Chromium, ' +
      'or set CHROMIUM_PATH to the executable of one.',
  );
}

/** What it prints goes to stderr: stdout may be a document that a machine reads. A failure shows in what comes next. */
function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
}
