import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{src,cli,build,graders}/**/*.test.ts',
      '{src,cli,build,graders}/**/*.test.tsx',
      'e2e/**/*.deep.test.ts',
      // Of the engine that is named: `npm run test:engines`.
      ...(process.env['DUPLEX_ENGINE'] ? ['e2e/engines/*.journey.ts'] : []),
    ],
    // Long, and told by shorter tests too: `npm run test:deep`.
    exclude: process.env['DUPLEX_DEEP'] ? [] : ['**/*.deep.test.ts'],
    testTimeout: 60_000,
    // Each file has a browser or processes of its own, which wait as much as they compute.
    maxWorkers: availableParallelism(),
    hookTimeout: 60_000,
  },
});
