import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,cli,build,graders}/**/*.test.ts', '{src,cli,build,graders}/**/*.test.tsx'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
