import { defineConfig } from 'vitest/config';

// The packaged extension in a real VS Code: one at a time, since each takes a browser and a server.
export default defineConfig({
  test: {
    globalSetup: 'test/workbench/set-up.ts',
    setupFiles: 'test/workbench/on-failure.ts',
    include: ['test/workbench/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
