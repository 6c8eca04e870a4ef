import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** That a page has no fault that axe knows, as it is now. */
export async function expectAxeClean(frame: Frame): Promise<void> {
  await frame.evaluate(AXE);
  const { violations, passes } = await frame.evaluate<AxeResults>('axe.run(document)');
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
  ).toEqual([]);
  expect(passes.length).toBeGreaterThan(10);
}
