/** What the server's worker holds, read over the browser's debugging protocol: a program in it cannot tell. */
import * as z from 'zod';
import type { DevTools, WorkerTarget } from './devtools.ts';

const evaluated = z.object({ result: z.object({ value: z.optional(z.unknown()) }) });
/** Buffers lie outside the heap. */
const usage = z.object({ usedSize: z.number(), backingStorageSize: z.number() });

/** @returns bytes after a collection of garbage @throws Error when no worker runs `/app/server.cjs` */
export async function serverMemory(tools: DevTools): Promise<number> {
  const server = await findServer(tools);
  await tools.send('HeapProfiler.enable', {}, server);
  await tools.send('HeapProfiler.collectGarbage', {}, server);
  const { usedSize, backingStorageSize } = usage.parse(await tools.send('Runtime.getHeapUsage', {}, server));
  return usedSize + backingStorageSize;
}

async function findServer(tools: DevTools): Promise<WorkerTarget> {
  const expression = "globalThis.process?.argv?.[1] === '/app/server.cjs'";
  for (const worker of tools.workers) {
    const { result } = evaluated.parse(await tools.send('Runtime.evaluate', { expression }, worker));
    if (result.value === true) return worker;
  }
  throw new Error('No worker of the browser runs the server.');
}
