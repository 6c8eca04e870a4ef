import { defineConfig } from 'vitest/config';

/** The AWS API suite: what speaks to AWS, against moto's server (docs/aws-api.md). */
export default defineConfig({
  test: {
    include: ['test/aws-api/**/*.test.ts'],
    globalSetup: ['test/aws-api/global-setup.ts'],
    // The server works on one request after the other.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
