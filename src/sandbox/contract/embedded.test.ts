import { afterAll, beforeAll } from 'vitest';
import { openTestHost, type TestHost } from '../embedded/host/testing.ts';
import { imageName } from '../image.ts';
import type { Subject } from './harness.ts';
import { CONTRACT_PACKAGES } from './packages.ts';
import { contractSuite } from './suite.ts';

let host: TestHost;
let subject: Subject;

beforeAll(async () => {
  host = await openTestHost({ images: CONTRACT_PACKAGES });
  subject = {
    runtime: host.runtime,
    image: (packages) => ({ name: imageName(packages), hash: '' }),
    network: 'private',
    realm: 'worker',
    columns: (process.env['DUPLEX_ENGINE'] ?? 'chromium') === 'chromium' ? 'node' : 'engine',
  };
});

afterAll(() => host?.[Symbol.asyncDispose]());

contractSuite('embedded', () => subject);
