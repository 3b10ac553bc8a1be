import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { nodeWorkshop } from '../node/testing/workshop.ts';
import type { Subject } from './harness.ts';
import { contractSuite } from './suite.ts';

let subject: Subject;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'node-contract-'));
  subject = { ...(await nodeWorkshop(folder)), network: 'host', realm: 'process', columns: 'node' };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

contractSuite('node', () => subject);
