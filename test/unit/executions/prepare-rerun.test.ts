import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/asl/json.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { prepareRerun, type RerunOptions } from '../../../src/executions/prepare-rerun.ts';
import { makeBuckets } from '../../../src/items/buckets.ts';
import { queryResults } from '../../../src/items/query-results.ts';
import { openResultsInBucket, type ResultSet } from '../../../src/items/result-files.ts';
import { RESULT_STATUSES, type ResultStatus } from '../../../src/items/result-status.ts';
import { openTestService, type TestService } from '../runtime/service/test-service.ts';

let folder: string;
let service: TestService;
let runs = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rerun-'));
  service = await openTestService('aws', { buckets: { data: folder } });
});
afterEach(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

/** A Map over rows of which some are bad, in one of the ways that there are. */
interface Shape {
  readonly language: 'JSONPath' | 'JSONata';
  readonly from: 'input' | 'file';
  readonly selects: boolean;
  readonly batcher: { readonly count?: number; readonly bytes?: number; readonly batchInput: boolean } | undefined;
  readonly tolerated: number;
  readonly lines: boolean;
}

function makeMap({ language, from, selects, batcher, tolerated, lines }: Shape, prefix: string): JsonObject {
  const isJsonata = language === 'JSONata';
  const parameters = isJsonata ? 'Arguments' : 'Parameters';
  const selector = isJsonata
    ? { row: '{% $states.context.Map.Item.Value %}', day: '{% $states.input.day %}' }
    : { 'row.$': '$$.Map.Item.Value', 'day.$': '$.day' };
  const batchInput = isJsonata ? { day: '{% $states.input.day %}', one: 1 } : { 'day.$': '$.day', one: 1 };
  const batch = batcher && {
    ...(batcher.count === undefined ? {} : { MaxItemsPerBatch: batcher.count }),
    ...(batcher.bytes === undefined ? {} : { MaxInputBytesPerBatch: batcher.bytes }),
    ...(batcher.batchInput ? { BatchInput: batchInput } : {}),
  };
  const reader = {
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON' },
      [parameters]: { Bucket: 'data', Key: 'rows.json' },
    },
  };
  const items: JsonObject = isJsonata ? { Items: '{% $states.input.rows %}' } : { ItemsPath: '$.rows' };
  const bad = `$${batcher ? '.Items[0]' : ''}${selects ? '.row' : ''}.bad`;
  return {
    Type: 'Map',
    QueryLanguage: language,
    Label: 'Rows',
    MaxConcurrency: 2,
    ToleratedFailureCount: tolerated,
    ...(from === 'file' ? reader : items),
    ...(selects ? { ItemSelector: selector } : {}),
    ...(batch ? { ItemBatcher: batch } : {}),
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Is it bad?',
      States: {
        'Is it bad?': {
          Type: 'Choice',
          QueryLanguage: 'JSONPath',
          Choices: [{ Variable: bad, BooleanEquals: true, Next: 'Bad' }],
          Default: 'Good',
        },
        Bad: { Type: 'Fail', Error: 'Bad', Cause: 'it is' },
        Good: { Type: 'Succeed' },
      },
    },
    ResultWriter: {
      WriterConfig: { Transformation: 'NONE', OutputType: lines ? 'JSONL' : 'JSON' },
      Resource: 'arn:aws:states:::s3:putObject',
      [parameters]: { Bucket: 'data', Prefix: prefix },
    },
    Next: 'After',
    ...(isJsonata ? {} : { ResultPath: '$.results' }),
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
  };
}

const machineOf = (map: JsonObject): JsonObject => ({
  StartAt: 'Before',
  States: { Before: { Type: 'Pass', Next: 'Rows' }, Rows: map, After: { Type: 'Succeed' } },
});

/** Runs a definition, and gives the results that it left below a prefix. */
async function runMachine(definition: string, input: string, prefix: string): Promise<ResultSet> {
  const before = await readdir(join(folder, prefix)).catch(() => [] as string[]);
  const machine = await service.create(`m${runs++}`, definition);
  await service.finish(await service.start(machine, input));
  const [id] = (await readdir(join(folder, prefix))).filter((name) => !before.includes(name));
  return openResultsInBucket('data', `${prefix}/${id ?? ''}/manifest.json`, await buckets());
}

const buckets = () => makeBuckets({ folders: { data: folder } });

async function inputsOf(set: ResultSet, statuses: readonly ResultStatus[]): Promise<string[]> {
  const { records } = await queryResults(set, { statuses }, { limit: 10_000 });
  return records.map(({ input = '' }) => input).sort();
}

async function prepare(definition: JsonObject, set: ResultSet, more: Partial<RerunOptions> = {}) {
  return prepareRerun({ set, definition: parseDefinition(JSON.stringify(definition), 'json'), ...more });
}

const findBucket = async (name: string) => (await buckets()).find(name);

/** What a child was given is what it is given again. */
async function expectSameInputs(shape: Shape, rows: readonly JsonValue[]): Promise<ResultSet | undefined> {
  const prefix = `out${runs}`;
  const definition = machineOf(makeMap(shape, prefix));
  await writeFile(join(folder, 'rows.json'), JSON.stringify(rows));
  const set = await runMachine(
    JSON.stringify(definition),
    JSON.stringify({ rows: shape.from === 'input' ? rows : [], day: 'Friday' }),
    prefix,
  );
  const failed = await inputsOf(set, ['FAILED', 'PENDING']);
  if (failed.length === 0) {
    await expect(prepare(definition, set)).rejects.toThrow('there is nothing that did not succeed');
    return undefined;
  }
  const rerun = await prepare(definition, set);
  expect(rerun.items.children).toBe(failed.length);
  const again = await runMachine(rerun.definition, await rerun.placeItems(findBucket), prefix);
  expect(await inputsOf(again, RESULT_STATUSES)).toEqual(failed);
  return again;
}

const rowsOf = (most: number) =>
  fc.array(fc.record({ bad: fc.boolean(), value: fc.jsonValue({ depthSize: 'small' }) }), {
    minLength: 1,
    maxLength: most,
  });

const shapes: fc.Arbitrary<Shape> = fc.record({
  language: fc.constantFrom('JSONPath', 'JSONata'),
  from: fc.constantFrom('input', 'file'),
  selects: fc.boolean(),
  batcher: fc.option(
    fc.oneof(
      fc.record({ count: fc.integer({ min: 1, max: 5 }), batchInput: fc.boolean() }),
      fc.record({ bytes: fc.integer({ min: 60, max: 400 }), batchInput: fc.boolean() }),
      fc.record({
        count: fc.integer({ min: 1, max: 5 }),
        bytes: fc.integer({ min: 60, max: 400 }),
        batchInput: fc.boolean(),
      }),
    ),
    { nil: undefined },
  ),
  tolerated: fc.constantFrom(0, 1, 1000),
  lines: fc.boolean(),
});

const EVERY: Shape = {
  language: 'JSONPath',
  from: 'input',
  selects: true,
  batcher: { count: 3, batchInput: true },
  tolerated: 1000,
  lines: false,
};
const ROWS = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ bad: id !== 4, id }));

describe('failed items', () => {
  it('are run again with the inputs that they had: definition × items × batch sizes', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, rowsOf(14), async (shape, rows) => {
        await expectSameInputs(shape, rows as JsonValue[]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it('can be run again when they have failed again', async () => {
    const again = await expectSameInputs(EVERY, ROWS);
    const rerun = await prepare(machineOf(makeMap(EVERY, 'out')), again!);
    expect(rerun.items.children).toBe((await inputsOf(again!, ['FAILED'])).length);
  });

  it('are a file beside the results where they are too many for an input', async () => {
    const rows = ROWS.map((row) => ({ ...row, text: 'x'.repeat(40_000) }));
    const shape: Shape = { ...EVERY, batcher: undefined, from: 'file' };
    await expectSameInputs(shape, rows);
    const names = await readdir(folder, { recursive: true });
    expect(names.filter((name) => /rerun-[0-9a-f]{8}\.json$/.test(name))).toHaveLength(1);
  });

  it('keep numbers that JavaScript has no value for', async () => {
    const prefix = 'digits';
    const definition = machineOf(
      makeMap({ ...EVERY, from: 'file', selects: false, batcher: { count: 2, batchInput: false } }, prefix),
    );
    await writeFile(join(folder, 'rows.json'), '[{"bad":true,"id":12345678901234567890},{"bad":true,"id":1}]');
    const set = await runMachine(JSON.stringify(definition), '{"day":"Friday"}', prefix);
    const rerun = await prepare(definition, set);
    // In an input they would not be kept.
    expect(rerun.source.kind).toBe('FILE');
    const again = await runMachine(rerun.definition, await rerun.placeItems(findBucket), prefix);
    expect(await inputsOf(again, RESULT_STATUSES)).toEqual([
      '{"Items":[{"bad":true,"id":12345678901234567890},{"bad":true,"id":1}]}',
    ]);
  });

  it('are run in smaller batches where that is asked for, to find the one that fails', async () => {
    const prefix = 'small';
    const definition = machineOf(makeMap(EVERY, prefix));
    const set = await runMachine(JSON.stringify(definition), JSON.stringify({ rows: ROWS, day: 'Friday' }), prefix);
    const rerun = await prepare(definition, set, { itemsPerBatch: 1 });
    expect(rerun.items).toMatchObject({ children: 2, items: 5 });
    expect(rerun.notes).toEqual([expect.stringContaining('up to 1 items')]);
    const again = await runMachine(rerun.definition, await rerun.placeItems(findBucket), prefix);
    expect(await inputsOf(again, RESULT_STATUSES)).toHaveLength(5);
  });
});

describe('a re-run', () => {
  let set: ResultSet;
  beforeEach(async () => {
    const prefix = 'kept';
    await mkdir(join(folder, prefix), { recursive: true });
    const shape: Shape = { ...EVERY, batcher: undefined };
    set = await runMachine(
      JSON.stringify(machineOf(makeMap(shape, prefix))),
      JSON.stringify({ rows: ROWS, day: 'Friday' }),
      prefix,
    );
  });
  const plain = makeMap({ ...EVERY, batcher: undefined }, 'kept');

  it('is the Map alone, which reads nothing but its items', async () => {
    const { definition, before, mapName, source } = await prepare(machineOf(plain), set);
    const { StartAt, States } = JSON.parse(definition) as { StartAt: string; States: Record<string, JsonObject> };
    expect([StartAt, Object.keys(States), mapName, source]).toEqual(['Rows', ['Rows'], 'Rows', { kind: 'INPUT' }]);
    expect(Object.keys(States['Rows']!).sort()).toEqual(
      'End ItemProcessor Label MaxConcurrency QueryLanguage ResultWriter ToleratedFailureCount Type'.split(' '),
    );
    expect(JSON.parse(before)).toEqual(machineOf(plain));
  });

  it('needs to know what the input of the Map said', async () => {
    const { MaxConcurrency, ...others } = plain;
    const map = { ...others, MaxConcurrencyPath: '$.most' };
    await expect(prepare(machineOf(map), set)).rejects.toThrow(
      /MaxConcurrencyPath of "Rows" reads what the Map was given/,
    );
    const { definition } = await prepare(machineOf(map), set, { known: { MaxConcurrency: Number(MaxConcurrency) } });
    expect(definition).toContain('"MaxConcurrency": 2');
  });

  it('wants the definition that was run', async () => {
    const other = { ...plain, Label: 'Other' };
    await expect(prepare(machineOf(other), set)).rejects.toThrow(/Label "Rows", and the definition has "Rows"/);
    const { Label, ...unlabelled } = plain;
    expect(Label).toBe('Rows');
    const two = {
      StartAt: 'A',
      States: { A: { ...unlabelled, Next: 'B' }, B: unlabelled, After: { Type: 'Succeed' } },
    };
    await expect(prepare(two as JsonObject, set)).rejects.toThrow(/name one of "A", "B"/);
    await expect(prepare(two as JsonObject, set, { mapName: 'B' })).resolves.toMatchObject({ mapName: 'B' });
    await expect(prepare(machineOf({ Type: 'Pass', Next: 'After' }), set)).rejects.toThrow(/no distributed Map/);
    const batched = { ...plain, ItemBatcher: { MaxItemsPerBatch: 2 } };
    await expect(prepare(machineOf(batched), set)).rejects.toThrow(/is no batch, and the Map has an ItemBatcher/);
    await expect(prepare(machineOf(plain), set, { itemsPerBatch: 2 })).rejects.toThrow(/has no ItemBatcher/);
  });
});
