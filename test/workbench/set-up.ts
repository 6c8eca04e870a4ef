import { ensureWorkbench } from './install.ts';

/** Installs VS Code before any test starts: that takes as long as it takes, and is no test's time. */
export default async function setUp(): Promise<void> {
  await ensureWorkbench();
}
