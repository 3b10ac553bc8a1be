import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{src,cli,build,graders}/**/*.test.ts',
      '{src,cli,build,graders}/**/*.test.tsx',
      // Of the engine that is named: `npm run test:engines`.
      ...(process.env['DUPLEX_ENGINE'] ? ['e2e/engines/*.journey.ts'] : []),
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
