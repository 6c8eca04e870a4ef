import type { TestProject } from 'vitest/node';
import { startMoto } from './moto.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where moto's server listens. */
    readonly moto: string;
  }
}

/** One server for all files, which keep apart by the names they use. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const moto = await startMoto();
  project.provide('moto', moto.endpoint);
  return () => moto.close();
}
