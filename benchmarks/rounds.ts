/** Client and server as two processes, in a sandbox of either runtime: one round of what is asked for. */
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import * as z from 'zod';
import type { Image, Runtime } from '../src/sandbox/runtime.ts';

const measured = z.object({
  /** spawn to listening, ms */
  run: z.optional(z.array(z.number())),
  restart: z.optional(z.array(z.number())),
  /** round trips a second */
  echo1: z.optional(z.number()),
  echo50: z.optional(z.number()),
  /** send to arrival, ms */
  broadcast: z.optional(z.object({ p50: z.number(), p99: z.number() })),
});

/** What one run of `programs/driver.cjs` measures, beside its own start. */
export interface Plan {
  /** `pause`: ms from the end of one server to the start of the next. */
  readonly starts?: { readonly count: number; readonly pause: number };
  readonly echo?: { readonly ms: number };
  readonly broadcast?: { readonly members: number; readonly rounds: number };
}

export interface Round extends z.infer<typeof measured> {
  /** A sandbox that does not exist to a server that listens beside its client, ms. */
  readonly fromNothing: number;
}

export async function measure(runtime: Runtime, image: Image, plan: Plan, signal: AbortSignal): Promise<Round> {
  const program = (name: string) => readFile(new URL(`programs/${name}`, import.meta.url), 'utf8');
  const files = { '/app/driver.cjs': await program('driver.cjs'), '/app/server.cjs': await program('server.cjs') };
  const port = await freePort();

  const began = performance.now();
  await using sandbox = await runtime.boot(image, signal);
  await sandbox.write(files);
  const process = await sandbox.spawn({
    entry: '/app/driver.cjs',
    args: [JSON.stringify(plan)],
    env: { PORT: String(port) },
  });
  let fromNothing = 0;
  let stdout = '';
  let stderr = '';
  for await (const { stream, text } of process.output) {
    if (stream === 'stdout') {
      if (stdout === '') fromNothing = performance.now() - began;
      stdout += text;
    } else stderr += text;
  }
  const { code } = await process.exited;
  if (code !== 0) throw new Error(`The benchmark's driver ended with ${code}: ${stderr}`);
  return { fromNothing, ...measured.parse(JSON.parse(stdout.slice(stdout.indexOf('\n')))) };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('This machine gave no port.');
  return address.port;
}
