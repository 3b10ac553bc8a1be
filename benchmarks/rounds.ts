/** Client and server as two processes, in a sandbox of either runtime: one round of every measurement. */
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import * as z from 'zod';
import type { Image, Runtime, Sandbox } from '../src/sandbox/runtime.ts';

const round = z.object({
  /** spawn to listening, ms */
  boots: z.array(z.number()),
  /** round trips a second */
  echo1: z.number(),
  echo50: z.number(),
  /** send to arrival, ms */
  broadcast: z.object({ p50: z.number(), p99: z.number() }),
});
export type Round = z.infer<typeof round>;

export interface Plan {
  readonly boots: number;
  readonly echoMs: number;
  readonly members: number;
  readonly rounds: number;
}

export async function bootBench(runtime: Runtime, image: Image, signal: AbortSignal): Promise<Sandbox> {
  const sandbox = await runtime.boot(image, signal);
  const program = (name: string) => readFile(new URL(`programs/${name}`, import.meta.url), 'utf8');
  await sandbox.write({
    '/app/driver.cjs': await program('driver.cjs'),
    '/app/server.cjs': await program('server.cjs'),
  });
  return sandbox;
}

export async function measure(sandbox: Sandbox, plan: Plan): Promise<Round> {
  const process = await sandbox.spawn({
    entry: '/app/driver.cjs',
    args: [JSON.stringify(plan)],
    env: { PORT: String(await freePort()) },
  });
  let stdout = '';
  let stderr = '';
  for await (const { stream, text } of process.output) {
    if (stream === 'stdout') stdout += text;
    else stderr += text;
  }
  const { code } = await process.exited;
  if (code !== 0) throw new Error(`The benchmark's driver ended with ${code}: ${stderr}`);
  return round.parse(JSON.parse(stdout));
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('This machine gave no port.');
  return address.port;
}
