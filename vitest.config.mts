import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'],
    // Two noisy cores are the smallest machine that the suite has to be green on.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
