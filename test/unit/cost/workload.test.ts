import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { workloadSchema } from '../../../src/cost/workload-schema.ts';
import { parseWorkloadValue, readWorkload } from '../../../src/cost/workload.ts';

it('is described by schemas/workload.schema.json (npm run generate)', async () => {
  const file = await readFile(new URL('../../../schemas/workload.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(workloadSchema());
});

describe('readWorkload', () => {
  it('prefers what was given to the definition, and that to the default', () => {
    const read = readWorkload({ items: 10, concurrency: 5 }, { concurrency: 7, itemsPerBatch: 3 });
    expect(read).toMatchObject({ workload: { items: 10, concurrency: 5, itemsPerBatch: 3, runsPerMonth: 1 } });
    expect('errors' in read ? [] : read.assumptions.filter(({ from }) => from === 'definition')).toEqual([
      { field: 'itemsPerBatch', value: 3, from: 'definition' },
    ]);
  });

  it('names every field that is wrong', () => {
    const read = readWorkload({ items: -1, architecture: 'mips', freeTier: 'yes', speed: 1 }, {});
    expect('errors' in read ? read.errors.join('\n') : '').toMatch(
      /speed[\s\S]*items[\s\S]*architecture[\s\S]*freeTier/,
    );
  });

  it('refuses to guess the number of items', () => {
    expect(readWorkload({}, {})).toEqual({
      errors: [expect.stringContaining('How many items')],
      onlyItemsMissing: true,
    });
    expect(readWorkload({ speed: 1 }, {})).toMatchObject({ onlyItemsMissing: false });
  });
});

it('reads values from a command line as the field has them', () => {
  expect(parseWorkloadValue('items', '1_000')).toBe(1000);
  expect(parseWorkloadValue('freeTier', 'true')).toBe(true);
  expect(parseWorkloadValue('architecture', 'arm64')).toBe('arm64');
  expect(parseWorkloadValue('items', 'x')).toBe('x');
});
