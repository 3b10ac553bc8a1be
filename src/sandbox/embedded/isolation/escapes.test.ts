/**
 * The inner wall: what a program can do from within its worker. Each probe runs as a student's program does, in the real frame under
 * the real policy, and is judged by what it says, by a server that hears whatever leaves the machine's browser, and by the page.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LeakServer, openLeakServer } from './leak-server.ts';
import { NETWORK } from './probes/network.ts';
import type { Probe } from './probes/probe.ts';
import { PROCESSES } from './probes/processes.ts';
import { REALM } from './probes/realm.ts';
import { STORAGE } from './probes/storage.ts';
import { TAMPERING } from './probes/tampering.ts';
import { openStudents, type Students } from './students.ts';

let leak: LeakServer;
let students: Students;
let untouched: unknown;
beforeAll(async () => {
  leak = await openLeakServer();
  students = await openStudents(leak);
  untouched = await students.pageState();
});
afterAll(async () => {
  await students[Symbol.asyncDispose]();
  await leak[Symbol.asyncDispose]();
});

const KINDS: Readonly<Record<string, readonly Probe[]>> = {
  'the network': NETWORK,
  'storage and other windows': STORAGE,
  'the browser, from the language': REALM,
  'the kernel, by tampering with': TAMPERING,
  'other processes': PROCESSES,
};

for (const [kind, probes] of Object.entries(KINDS))
  describe(`no program reaches ${kind}`, () => {
    it.for(probes.map((probe) => [probe.name, probe] as const))('%s', async ([, { program, says }]) => {
      const { stdout, stderr } = await students.run(program);
      expect(stdout.trim().split('\n').map(parsed), stderr).toEqual(says);
      await leak.witness();
      expect(leak.hits).toEqual([]);
      expect(await students.pageState()).toEqual(untouched);
    });
  });

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
