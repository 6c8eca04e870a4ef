import path from 'node:path';
import { expect, it } from 'vitest';
import { Host } from './host.ts';
import { bundleSuite } from './in-host/bundle-suite.ts';
import { makeFolder } from './temporary-folder.ts';

it('passes its suite inside the extension host', async () => {
  const { folder, remove } = await makeFolder();
  const host = await Host.start({ vsix: [path.resolve('fanout-designer.vsix')], folder, tests: await bundleSuite() });
  try {
    expect(await host.exitCode).toBe(0);
  } finally {
    await host.close();
    await remove();
  }
}, 400_000);
