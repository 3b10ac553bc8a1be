import { afterAll, beforeAll } from 'vitest';
import { buildSandbox } from '../../../build/sandbox/index.ts';
import { embeddedHost } from '../embedded/host/index.ts';
import { imageName } from '../image.ts';
import type { Subject } from './harness.ts';
import { contractSuite } from './suite.ts';

let subject: Subject;
let host: Awaited<ReturnType<typeof embeddedHost>>;

beforeAll(async () => {
  const { images } = await buildSandbox();
  host = await embeddedHost();
  subject = {
    runtime: host,
    image(packages) {
      const name = imageName(packages);
      return { name, hash: images[name]?.hash ?? 'not built' };
    },
    network: 'private',
    realm: 'worker',
  };
}, 180_000);

afterAll(() => host?.[Symbol.asyncDispose]());

contractSuite('embedded', () => subject);
