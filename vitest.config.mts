import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'],
    // Two noisy cores are the smallest machine that the suite has to be green on.
    maxWorkers: 2,
    // Property tests on a busy machine: a limit against hanging, not against being slow.
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
