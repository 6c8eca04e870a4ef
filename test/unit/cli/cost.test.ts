import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CostEstimate } from '../../../src/cost/estimate.ts';
import { fanout } from './run-cli.ts';

let folder = '';
let file = '';
const definition = {
  StartAt: 'Map',
  States: {
    Map: {
      Type: 'Map',
      ItemBatcher: { MaxItemsPerBatch: 100 },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Work',
        States: { Work: { Type: 'Pass', End: true } },
      },
      End: true,
    },
  },
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'fanout-cost-'));
  file = path.join(folder, 'map.asl.json');
  await writeFile(file, JSON.stringify(definition));
});
afterAll(() => rm(folder, { recursive: true }));

describe('fanout cost', () => {
  it('prints one JSON document with the five approaches', async () => {
    const { exitCode, stdout, stderr } = await fanout(['cost', file, '--set', 'items=42049', '--json']);
    const estimate = JSON.parse(stdout) as CostEstimate;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(estimate.approaches.map(({ id }) => id)).toEqual([
      'inline-standard',
      'inline-express',
      'distributed-standard',
      'distributed-express',
      'custom-pipeline',
    ]);
    expect(estimate).toMatchObject({ region: 'us-east-1', prices: { id: '2026-09' }, current: 'distributed-standard' });
    expect(estimate.assumptions).toContainEqual({ field: 'itemsPerBatch', value: 100, from: 'definition' });
  });

  it('prints a table that names the recommended approach and the date of its prices', async () => {
    const { stdout } = await fanout(['cost', '--set', 'items=1_000_000', '--set', 'itemsPerBatch=10']);
    expect(stdout).toMatch(/Prices of 2026-09-28, us-east-1/);
    expect(stdout).toMatch(/← recommended/);
    expect(stdout).toMatch(/1,000,000 items, one run a month/);
  });

  it('ends with 1 when the definition costs more than --max-monthly', async () => {
    const args = ['cost', file, '--set', 'items=1000000', '--max-monthly'];
    expect((await fanout([...args, '0.1'])).exitCode).toBe(1);
    expect((await fanout([...args, '1000'])).exitCode).toBe(0);
  });

  it('refuses a fanout.json that cannot be used in one line', async () => {
    const project = path.join(folder, 'project');
    await mkdir(project);
    await writeFile(path.join(project, 'map.asl.json'), JSON.stringify(definition));
    await writeFile(path.join(project, 'fanout.json'), '{"definition": 7}');
    const { exitCode, stderr } = await fanout(['cost', path.join(project, 'map.asl.json'), '--set', 'items=1']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^fanout: .*fanout\.json: .*definition.*\n$/);
  });

  it.each([
    [[], /How many items/],
    [['--set', 'items=many'], /items is a whole number/],
    [['--set', 'items=1', '--set', 'itmes=2'], /no field itmes/],
    [['--set', 'items'], /--set name=value/],
    [['--set', 'items=1', '--region', 'mars-1'], /no prices for mars-1/],
    [['--set', 'items=1', '--prices', './none.json'], /none\.json cannot be read/],
    [['--set', 'items=1', '--max-monthly', 'lots'], /amount in dollars/],
    [['no-such.asl.json', '--set', 'items=1'], /does not exist/],
  ])('refuses %j in one line', async (args, message) => {
    const { exitCode, stdout, stderr } = await fanout(['cost', ...args]);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
