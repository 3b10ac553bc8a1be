/** Client and server as two processes, in a sandbox of either runtime: one round of what is asked for. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import * as z from 'zod';
import type { Image, Process, Runtime } from '../src/sandbox/runtime.ts';
import { freePort } from './free-port.ts';

const quantiles = z.object({ p50: z.number(), p99: z.number() });
const measured = z.object({
  /** spawn to listening, ms */
  run: z.optional(z.array(z.number())),
  restart: z.optional(z.array(z.number())),
  /** round trips a second */
  echo1: z.optional(z.number()),
  echo50: z.optional(z.number()),
  /** send to arrival, ms */
  broadcast: z.optional(quantiles),
  crowd: z.optional(quantiles.extend({ connectMs: z.number() })),
});
/** So many connections stand; `bytes` is what the server's memory holds, if it can tell. */
const held = z.object({ held: z.number(), bytes: z.nullable(z.number()) });

/** What one run of `programs/driver.cjs` measures, beside its own start. */
export interface Plan {
  /** `pause`: ms from the end of one server to the start of the next. */
  readonly starts?: { readonly count: number; readonly pause: number };
  readonly echo?: { readonly ms: number };
  readonly broadcast?: { readonly members: number; readonly rounds: number };
  /** `few` connections stand when memory is read for the first time, `members` the second time. */
  readonly crowd?: { readonly few: number; readonly members: number; readonly rounds: number };
}

export interface Round extends z.infer<typeof measured> {
  /** A sandbox that does not exist to a server that listens beside its client, ms. */
  readonly fromNothing: number;
  /** What one more connection adds to the server's memory. */
  readonly bytesPerConnection?: number;
}

/** Bytes that the server's process holds after a collection of garbage. */
export type ServerMemory = () => Promise<number>;

export async function measure(
  runtime: Runtime,
  image: Image,
  plan: Plan,
  signal: AbortSignal,
  memory?: ServerMemory,
): Promise<Round> {
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
  const input = process.input.getWriter();
  const output = readOutput(process);
  let fromNothing = 0;
  const holds: { readonly held: number; readonly bytes: number }[] = [];
  let last = '';
  for await (const line of output.lines) {
    if (line === 'listening') fromNothing = performance.now() - began;
    else if (line.includes('"held"')) {
      const hold = held.parse(JSON.parse(line));
      holds.push({ held: hold.held, bytes: hold.bytes ?? (await memory?.()) ?? Number.NaN });
      await input.write('\n');
    } else last = line;
  }
  const { code } = await process.exited;
  if (code !== 0) throw new Error(`The benchmark's driver ended with ${code}: ${output.stderr}`);
  return { fromNothing, ...slope(holds), ...measured.parse(JSON.parse(last)) };
}

/** What it prints, and what it complains about, which is complete when the lines end. */
function readOutput({ output }: Process): { readonly lines: AsyncIterable<string>; readonly stderr: string } {
  const read = { lines: createInterface({ input: Readable.from(stdout()) }), stderr: '' };
  async function* stdout(): AsyncGenerator<string> {
    for await (const { stream, text } of output) {
      if (stream === 'stdout') yield text;
      else read.stderr += text;
    }
  }
  return read;
}

function slope(holds: readonly { readonly held: number; readonly bytes: number }[]): Partial<Round> {
  const [few, many] = [holds[0], holds.at(-1)];
  if (!few || !many) return {};
  return { bytesPerConnection: (many.bytes - few.bytes) / (many.held - few.held) };
}
