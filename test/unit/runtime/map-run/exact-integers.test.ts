import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/asl/json.ts';
import { EXECUTION_ARN, only, start } from '../interpreter/harness.ts';
import { makeBench, realClock, RUN_ID } from './support.ts';
import type { Bench } from './support.ts';

/* Ids beyond 2^53, as databases give them: exact from the dataset to the result files, and never rounded on the way. */

const IDS = ['9007199254740993', '7', '-9223372036854775807'];
let bench: Bench;

beforeEach(async () => {
  bench = await makeBench();
  await bench.put('a.jsonl', IDS.map((id) => `{"id":${id},"name":"n"}\n`).join(''));
  await bench.put('a.json', `[${IDS.map((id) => `{"id":${id},"name":"n"}`).join(',')}]`);
  const columnData = [
    { name: 'id', data: IDS.map(BigInt), type: 'INT64' as const },
    { name: 'name', data: IDS.map(() => 'n'), type: 'STRING' as const },
  ];
  await bench.put('a.parquet', Buffer.from(parquetWriteBuffer({ columnData })));
});
afterEach(() => bench.remove());

/** Runs a Map over the dataset; gives the texts of its inputs and outputs, and the causes of its failures. */
async function execute(InputType: string, map: JsonObject, states: JsonObject, input?: JsonObject) {
  const execution = start(
    only({
      Type: 'Map',
      Label: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        Parameters: { Bucket: 'data', Key: `a.${InputType.toLowerCase()}` },
        ReaderConfig: { InputType },
      },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'data', Prefix: 'out' } },
      ToleratedFailurePercentage: 100,
      ...map,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: Object.keys(states)[0] ?? '',
        States: states,
      },
    }),
    input,
    { mapRuns: bench.runs, clock: realClock, uuid: () => RUN_ID },
  );
  const result = await execution.result;
  const read = async (status: string) =>
    JSON.parse((await bench.get(`out/${RUN_ID}/${status}_0.json`)) ?? '[]') as Record<string, string>[];
  const succeeded = await read('SUCCEEDED');
  return {
    result,
    inputs: succeeded.map((record) => record['Input']),
    outputs: succeeded.map((record) => record['Output']),
    causes: (await read('FAILED')).map((record) => record['Cause']),
    counts: bench.runs.list(EXECUTION_ARN)[0]?.itemCounts,
  };
}

const PASS = { Pass: { Type: 'Pass', End: true } };

describe.each(['JSONL', 'JSON', 'PARQUET'])('ids beyond 2^53 in %s', (type) => {
  it('reach the input of a child, and the result files, digit by digit', async () => {
    const items = IDS.map((id) => `{"id":${id},"name":"n"}`);
    const { inputs, outputs, result } = await execute(type, {}, PASS);
    expect(result.status).toBe('SUCCEEDED');
    expect(inputs).toEqual(items);
    expect(outputs).toEqual(items);
  });

  it('pass through an ItemSelector, a batch, and what a state moves', async () => {
    const { inputs, outputs } = await execute(
      type,
      { ItemSelector: { 'key.$': '$$.Map.Item.Value.id' }, ItemBatcher: { MaxItemsPerBatch: 3 } },
      { Pass: { Type: 'Pass', Parameters: { 'first.$': '$.Items[0].key' }, ResultPath: '$.made', End: true } },
    );
    const batch = `{"Items":[${IDS.map((id) => `{"key":${id}}`).join(',')}]`;
    expect(inputs).toEqual([`${batch}}`]);
    expect(outputs).toEqual([`${batch},"made":{"first":${IDS[0] ?? ''}}}`]);
  });

  it('are nothing to compute with: the child fails and names the number', async () => {
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.id', NumericGreaterThan: 0, Next: 'Pass' }] };
    const { outputs, causes, counts } = await execute(type, {}, { Choice: { ...choice, Default: 'Pass' }, ...PASS });
    expect(outputs).toEqual(['{"id":7,"name":"n"}']);
    expect(counts).toMatchObject({ succeeded: 1, failed: 2, total: 3 });
    for (const [at, cause] of causes.entries())
      expect(cause).toContain(`The number ${[IDS[0], IDS[2]][at] ?? ''} is kept exactly where it is handed on`);
  });

  it('are in the output of a Map without result files, too', async () => {
    const { result } = await execute(
      type,
      { ResultWriter: { WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' } } },
      PASS,
    );
    expect(JSON.stringify(result)).toContain(`[${IDS.map((id) => `{"id":${id},"name":"n"}`).join(',')}]`);
  });
});
