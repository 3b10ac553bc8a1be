/** The steps of a test run: each runs whatever the others gave, and counts. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { ROOT } from '../build/sandbox/context.ts';

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

export interface Step {
  readonly name: string;
  /** A step without a count is one test: it passes by resolving. `LEFT_OUT` counts as skipped. */
  run(): Promise<unknown>;
}

/** What a step resolves to that had no time to run. */
export const LEFT_OUT = Symbol('left out');

const REPORTS = path.join(ROOT, '.cache/reports');

/** Runs the steps in order (all, or those named), prints `N passed, N failed` last, and sets the exit code. */
export async function runSteps(steps: readonly Step[], only: readonly string[] = []): Promise<void> {
  const unknown = only.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(`Unknown step ${unknown.join(', ')}. Steps: ${steps.map((step) => step.name).join(', ')}.`);
    process.exit(2);
  }
  await mkdir(REPORTS, { recursive: true });
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const step of steps) {
    if (only.length > 0 && !only.includes(step.name)) continue;
    console.log(`\n── ${step.name} ──`);
    const began = performance.now();
    try {
      const result = await step.run();
      if (result === LEFT_OUT) {
        skipped += 1;
        continue;
      }
      const count = countOf(result);
      if (count.passed + count.failed === 0) throw new Error(`The step "${step.name}" ran no test.`);
      passed += count.passed;
      failed += count.failed;
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      failed += 1;
    }
    console.log(`── ${step.name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function countOf(result: unknown): Count {
  const count = z.object({ passed: z.number(), failed: z.number() }).safeParse(result);
  return count.success ? count.data : { passed: 1, failed: 0 };
}

/** Runs a command with this process's stdio. @throws Error when it does not exit with 0. */
export async function command(name: string, args: readonly string[]): Promise<void> {
  const code = await exitCode(name, args);
  if (code !== 0) throw new Error(`\`${[name, ...args].join(' ')}\` ended with ${code}.`);
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
});

export async function vitest(args: readonly string[], env: Record<string, string> = {}): Promise<Count> {
  const file = path.join(REPORTS, 'vitest.json');
  await rm(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await exitCode('vitest', ['run', ...reporters, ...args], env);
  const report = vitestReport.parse(JSON.parse(await readFile(file, 'utf8')));
  // A suite that fails to load, or an unhandled error, fails the run without failing a test.
  const failed = report.numFailedTests || (code === 0 ? 0 : Math.max(1, report.numFailedTestSuites));
  return { passed: report.numPassedTests, failed };
}

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
});

export async function playwright(args: readonly string[], env: Record<string, string> = {}): Promise<Count> {
  const file = path.join(REPORTS, 'playwright.json');
  await rm(file, { force: true });
  const code = await exitCode('playwright', ['test', '--reporter=list,json', ...args], {
    ...env,
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  const { stats } = playwrightReport.parse(JSON.parse(await readFile(file, 'utf8')));
  // Flaky is failed: a test that needs a second try is a defect.
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: failed || (code === 0 ? 0 : 1) };
}

function exitCode(name: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', ...env },
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });
}
