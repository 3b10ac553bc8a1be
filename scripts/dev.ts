/** `npm run dev`: the authors' live server. Rebuilds the sandbox when its inputs change; Astro reloads the page. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../build/sandbox/context.ts';
import { buildSandbox, INPUTS } from '../build/sandbox/index.ts';

await buildSandbox();

let building: Promise<unknown> = Promise.resolve();
let timer: NodeJS.Timeout | undefined;
/** Editors write a file in several steps; a build in the middle of them would see half of it. */
const QUIET_MS = 150;

for (const input of INPUTS)
  watch(path.join(ROOT, input), { recursive: true }, (_event, file) => {
    if (file?.includes('.test.')) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      building = building.then(() =>
        buildSandbox().then(
          () => console.log('The sandbox is rebuilt: reload the page.'),
          (error: unknown) => console.error(error instanceof Error ? error.message : error),
        ),
      );
    }, QUIET_MS);
  });

const astro = spawn('astro', ['dev', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  shell: process.platform === 'win32',
});
astro.on('exit', (code) => process.exit(code ?? 0));
