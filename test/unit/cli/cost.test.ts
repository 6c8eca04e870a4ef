import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CostEstimate } from '../../../src/cost/estimate.ts';
import type { CostPlot } from '../../../src/protocol/cost-view.ts';
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

const inline = {
  StartAt: 'M',
  States: {
    M: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } } },
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

  it('reads the definition that is written in a template, with the type that this says', async () => {
    const machine = (id: string): string =>
      `  ${id}:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Type: EXPRESS\n      Definition: ${JSON.stringify(inline)}\n`;
    const template = path.join(folder, 'template.yaml');
    await writeFile(template, `Resources:\n${machine('One')}`);
    const { stdout } = await fanout(['cost', template, '--set', 'items=10', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ current: 'inline-express', workload: { statesPerChild: 2 } });
    await writeFile(template, `Resources:\n${machine('One')}${machine('Two')}`);
    const { exitCode, stderr } = await fanout(['cost', template, '--set', 'items=10']);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/several state machines \(One, Two\): give/) as string,
    });
  });

  it('refuses a template that only names its definition, and a file without states', async () => {
    const template = path.join(folder, 'names.yaml');
    await writeFile(
      template,
      'Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties: {DefinitionUri: m.asl.json}\n',
    );
    const named = await fanout(['cost', template, '--set', 'items=10']);
    expect(named).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/m\.asl\.json, instead/) as string });
    const other = path.join(folder, 'package.json');
    await writeFile(other, '{"name":"x"}');
    const none = await fanout(['cost', other, '--set', 'items=10']);
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/holds no state machine/) as string });
  });

  it('prints a table that names the recommended approach and the date of its prices', async () => {
    const { stdout } = await fanout(['cost', '--set', 'items=1_000_000', '--set', 'itemsPerBatch=10']);
    expect(stdout).toMatch(/Prices of 2026-09-28, us-east-1/);
    expect(stdout).toMatch(/← recommended/);
    expect(stdout).toMatch(/1,000,000 items, one run a month/);
  });

  it('says so when what is held against --max-monthly cannot run at all, and names small amounts', async () => {
    const args = ['cost', file, '--set', 'items=1000000', '--max-monthly'];
    expect((await fanout([...args, '1000'])).stderr).toMatch(
      /cannot carry this workload, whatever it costs: .*256 KiB/,
    );
    const { stderr } = await fanout(['cost', '--set', 'items=10', '--max-monthly', '0']);
    expect(stderr).toMatch(/costs \$0\.000\d+ a month, more than the \$0\.00 of/);
  });

  it('ends with 1 when the definition costs more than --max-monthly', async () => {
    const args = ['cost', file, '--set', 'items=1000000', '--max-monthly'];
    expect((await fanout([...args, '0.1'])).exitCode).toBe(1);
    expect((await fanout([...args, '1000'])).exitCode).toBe(0);
  });

  it('prints CSV, Markdown, and the data of a plot', async () => {
    const args = ['cost', file, '--set', 'items=42049'];
    expect((await fanout([...args, '--csv'])).stdout).toMatch(/^approach,feasible,.*\r\ninline-standard,/);
    expect((await fanout([...args, '--markdown'])).stdout).toMatch(/^\*\*42,049 items/);
    expect((await fanout([...args, '--plot', 'items'])).stdout).toMatch(
      /^items,inline-standard,.*custom-pipeline\r\n1,/,
    );
    const { plot } = JSON.parse((await fanout([...args, '--plot', 'runsPerMonth', '--json'])).stdout) as {
      plot: CostPlot;
    };
    expect(plot).toMatchObject({ field: 'runsPerMonth', at: 1 });
    expect(plot.x.length).toBe(plot.series[0]?.monthly.length);
  });

  it('counts the items of a file, and keeps what was said in fanout.json', async () => {
    const project = path.join(folder, 'counted');
    await mkdir(path.join(project, 'data'), { recursive: true });
    const reader = {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      Parameters: { Bucket: '${Data}', Key: 'in.csv' },
    };
    const map = { ...definition.States.Map, ItemReader: reader };
    const own = path.join(project, 'map.asl.json');
    const fanoutJson = path.join(project, 'fanout.json');
    await writeFile(own, JSON.stringify({ StartAt: 'Map', States: { Map: map } }));
    await writeFile(
      fanoutJson,
      '{"definition": "map.asl.json", "substitutions": {"Data": "d"}, "buckets": {"d": "data"}, "workload": {"items": 5}}',
    );
    await writeFile(path.join(project, 'data', 'in.csv'), 'id\n1\n2\n3\n');
    const counted = async (...args: string[]): Promise<CostEstimate> =>
      JSON.parse((await fanout(['cost', own, '--json', ...args])).stdout) as CostEstimate;
    expect((await counted()).assumptions).toContainEqual({ field: 'items', value: 5, from: 'project' });
    const ownInput = await counted('--count');
    expect(ownInput.assumptions).toContainEqual({ field: 'items', value: 3, from: 'data' });
    expect(ownInput.assumptions).toContainEqual({ field: 'itemBytes', value: 10, from: 'data' });
    expect(ownInput.workload.itemsPerBatch).toBe(100);
    const object = await counted('--count', 's3://d/in.csv', '--set', 'runsPerMonth=30', '--keep');
    expect(object.workload.items).toBe(3);
    expect(JSON.parse(await readFile(fanoutJson, 'utf8'))).toMatchObject({
      substitutions: { Data: 'd' },
      workload: { items: 3, itemBytes: 10, runsPerMonth: 30 },
    });
    const { stdout } = await fanout(['cost', '--count', path.join(project, 'data', 'in.csv')]);
    expect(stdout).toMatch(/^3 items/);
    expect(stdout).toMatch(/items {2,}3 +counted in the data/);
  });

  it('does not take files for items where each file has a Map Run of its own', async () => {
    const out = path.join(folder, 'files');
    await fanout(['scaffold', 'distributed-map', '--out', out, '--set', 'nesting=distributed-in-distributed']);
    const priced = JSON.parse((await fanout(['cost', path.join(out, 'fanout.json'), '--json'])).stdout) as CostEstimate;
    expect(priced).toMatchObject({ current: 'distributed-express', workload: { items: 1_000_000, concurrency: 500 } });
    const counted = await fanout(['cost', path.join(out, 'fanout.json'), '--count']);
    expect(counted).toMatchObject({ exitCode: 2, stdout: '' });
    expect(counted.stderr).toMatch(/Key in the ItemReader of ProcessItems is known only in a run: name the file/);
  });

  it('prices the definition or the custom pipeline that a fanout.json names', async () => {
    const project = path.join(folder, 'named', 'fanout.json');
    await mkdir(path.dirname(project));
    await writeFile(path.join(path.dirname(project), 'map.asl.json'), JSON.stringify(definition));
    await writeFile(project, '{"definition": "map.asl.json", "workload": {"items": 5}}');
    const named = JSON.parse((await fanout(['cost', project, '--json'])).stdout) as CostEstimate;
    expect(named).toMatchObject({ current: 'distributed-standard', workload: { items: 5, itemsPerBatch: 100 } });

    const out = path.join(folder, 'pipeline');
    await fanout(['scaffold', 'custom-pipeline', '--out', out, '--set', 'expectedItems=5000']);
    const own = path.join(out, 'fanout.json');
    const piped = JSON.parse((await fanout(['cost', own, '--json'])).stdout) as CostEstimate;
    expect(piped).toMatchObject({ current: 'custom-pipeline', workload: { items: 5000, concurrency: 100 } });
    expect((await fanout(['cost', own])).stdout).toMatch(/Custom pipeline .*← this pipeline/);
    expect((await fanout(['cost', own, '--markdown'])).stdout).toContain('this pipeline');
    // The limit holds against the pipeline that there is, not against what is recommended.
    const limited = await fanout(['cost', own, '--max-monthly', '0']);
    expect([limited.exitCode, limited.stderr]).toEqual([
      1,
      expect.stringMatching(/^fanout: Custom pipeline .* costs \$/),
    ]);
    expect((await fanout(['cost', own, '--set', 'items=7', '--keep'])).exitCode).toBe(0);

    // The template is what is deployed: it counts, and where fanout.json differs is said.
    const template = path.join(out, 'template.yaml');
    const text = await readFile(template, 'utf8');
    await writeFile(template, text.replace('BatchSize: 10\n', 'BatchSize: 5\n'));
    const deployed = JSON.parse((await fanout(['cost', own, '--json'])).stdout) as CostEstimate;
    expect(deployed.workload).toMatchObject({ items: 7, sqsBatchSize: 5 });
    expect((await fanout(['cost', own])).stdout).toContain(
      '"pipeline.batchSize" is 10 by fanout.json, and 5 by template.yaml: the estimate goes by template.yaml.',
    );

    // What the workload leaves out, and no template says, the pipeline itself says.
    const kept = JSON.parse(await readFile(own, 'utf8')) as { pipeline: object; workload: { items: number } };
    expect(kept.workload.items).toBe(7);
    const bare = {
      ...kept,
      template: undefined,
      pipeline: { ...kept.pipeline, memoryMb: 2048, batchSize: 4 },
      workload: { items: 9 },
    };
    await writeFile(own, JSON.stringify(bare));
    const read = JSON.parse((await fanout(['cost', own, '--json'])).stdout) as CostEstimate;
    expect(read.workload).toMatchObject({ items: 9, lambdaMemoryMb: 2048, sqsBatchSize: 4, innerConcurrency: 4 });
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
    [['--set', 'items=1', '--json', '--csv'], /exclude each other/],
    [['--set', 'items=1', '--plot', 'lunch'], /Allowed choices are items/],
    [['--set', 'items=1', '--prices', '1999-01'], /No price book is called 1999-01/],
    [['--set', 'items=1', '--keep'], /no fanout\.json/],
    [['--count', 'no-such.csv'], /cannot be counted: .*no-such\.csv does not exist/],
    [['--count'], /--count without a file/],
    [['no-such.asl.json', '--set', 'items=1'], /does not exist/],
    [['nowhere/fanout.json', '--set', 'items=1'], /nowhere\/fanout\.json cannot be read/],
  ])('refuses %j in one line', async (args, message) => {
    const { exitCode, stdout, stderr } = await fanout(['cost', ...args]);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
