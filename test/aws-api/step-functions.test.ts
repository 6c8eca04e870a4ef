import { randomUUID } from 'node:crypto';
import {
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parseDefinition } from '../../src/asl/parse.ts';
import { followExecution } from '../../src/executions/follow-execution.ts';
import { launchExecution, type LaunchedExecution } from '../../src/executions/launch.ts';
import { outlineMachine } from '../../src/executions/machine-outline.ts';
import { putMachine } from '../../src/executions/put-machine.ts';
import { countEvents, readNewEvents } from '../../src/executions/read-execution.ts';
import { readResults } from '../../src/items/query-results.ts';
import { openResultsInBucket } from '../../src/items/result-files.ts';
import { connectS3 } from '../../src/items/s3-bucket.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution-snapshot.ts';
import { CREDENTIALS, REGION } from './deployment.ts';
import { ENDPOINTS, type Ability, type Endpoint } from './sfn-endpoints.ts';

const ROLE = 'arn:aws:iam::123456789012:role/machine';
const BUCKET = 'step-functions-data';
let s3: S3Client;
beforeAll(async () => {
  const settings = { endpoint: inject('moto'), region: REGION, credentials: CREDENTIALS };
  s3 = new S3Client({ ...settings, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
});
afterAll(() => s3.destroy());

interface Written {
  readonly ResultWriterDetails: { readonly Bucket: string; readonly Key: string };
}

const machine = (definition: object) => ({
  definition: JSON.stringify(definition),
  outline: outlineMachine(parseDefinition(JSON.stringify(definition), 'json')),
});

const SUM = machine({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemsPath: '$.numbers',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Is it large',
        States: {
          'Is it large': {
            Type: 'Choice',
            Choices: [{ Variable: '$', NumericGreaterThan: 2, Next: 'Large' }],
            Default: 'Small',
          },
          Large: { Type: 'Pass', Result: 'large', End: true },
          Small: { Type: 'Pass', Result: 'small', End: true },
        },
      },
      End: true,
    },
  },
});
const WAIT = machine({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 60, End: true } } });
const FAIL = machine({ StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Orders.Bad', Cause: 'It is bad.' } } });

describe.each(ENDPOINTS)('Step Functions as $name speaks it', ({ name, lacks, open }) => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await open(inject('moto'));
  });
  afterAll(() => endpoint.close());

  const unique = (what: string): string => `${what}-${name.replaceAll(' ', '-')}`;
  /** A test for those that have the ability; the others are listed as skipped, with what they lack in the title. */
  const needs = (ability: Ability) => it.skipIf(lacks.includes(ability));

  async function run(
    what: string,
    { definition, outline }: typeof SUM,
    input: unknown,
    more: { signal?: AbortSignal; onProgress?: (snapshot: ExecutionSnapshot) => void } = {},
  ): Promise<LaunchedExecution> {
    const { client } = endpoint;
    const put = { name: unique(what), definition, type: 'STANDARD' as const, roleArn: ROLE };
    const stateMachineArn = await putMachine(client, put);
    const how = { client, outline, states: true, type: 'STANDARD' as const, stateMachineArn };
    // moto calls each execution without a name `None`, and refuses the second one.
    return launchExecution({ ...how, name: randomUUID(), input: JSON.stringify(input), ...more });
  }

  it('creates a machine, and updates it when it is there', async () => {
    const { client } = endpoint;
    const first = { name: unique('put'), definition: SUM.definition, type: 'STANDARD' as const, roleArn: ROLE };
    const arn = await putMachine(client, first);
    expect(arn).toMatch(/^arn:aws:states:us-east-1:\d{12}:stateMachine:put-/);
    expect(await putMachine(client, { ...first, definition: FAIL.definition })).toBe(arn);
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
    expect(JSON.parse(described.definition ?? '')).toEqual(JSON.parse(FAIL.definition));
  });

  needs('invalid definitions')('refuses a definition that is none', async () => {
    const put = { name: unique('invalid'), type: 'STANDARD' as const, roleArn: ROLE };
    for (const definition of ['{', '{}', '{"StartAt":"A","States":{}}'])
      await expect(putMachine(endpoint.client, { ...put, definition })).rejects.toThrow(
        expect.objectContaining({ name: 'InvalidDefinition' }) as Error,
      );
  });

  it('starts an execution and follows it to its output, with what each state did', async () => {
    const snapshots: ExecutionSnapshot[] = [];
    const ended = await run('sum', SUM, { numbers: [1, 2, 3] }, { onProgress: (seen) => snapshots.push(seen) });
    expect(ended).toMatchObject({ status: 'SUCCEEDED', error: undefined, mapRuns: [] });
    expect(JSON.parse(ended.output ?? '')).toEqual(['small', 'small', 'large']);
    const states = snapshots.at(-1)!.states;
    const inside = '/States/Each/ItemProcessor/States';
    expect(states['/States/Each']).toMatchObject({ entered: 1, running: 0, succeeded: 1 });
    expect(states[`${inside}/Is it large`]).toMatchObject({ entered: 3, running: 0, succeeded: 3 });
    expect(states[`${inside}/Large`]).toMatchObject({ entered: 1, succeeded: 1 });
    expect(states[`${inside}/Small`]).toMatchObject({ entered: 2, succeeded: 2 });
  });

  it('tells the error and the cause of one that failed', async () => {
    const ended = await run('fail', FAIL, {});
    expect(ended).toMatchObject({ status: 'FAILED', error: 'Orders.Bad', cause: 'It is bad.' });
  });

  it('reads the history in pieces, each event once', async () => {
    const { client } = endpoint;
    const { executionArn, events } = await run('history', SUM, { numbers: [1, 2, 3, 4, 5] });
    expect(await countEvents(client, executionArn)).toBe(events);
    const all = await readNewEvents(client, executionArn, 0);
    expect(all.map(({ id }) => id)).toEqual(Array.from({ length: events! }, (_, at) => at + 1));
    expect(all[0]?.type).toBe('ExecutionStarted');
    expect(all.at(-1)?.type).toBe('ExecutionSucceeded');
    const from = all.length - 7;
    expect((await readNewEvents(client, executionArn, from)).map(({ id }) => id)).toEqual(
      all.slice(from).map(({ id }) => id),
    );
    expect(await readNewEvents(client, executionArn, all.length)).toEqual([]);
  });

  needs('paged history')('gives a page of the history and a token for the next one', async () => {
    const { executionArn } = await run('paged', SUM, { numbers: [1, 2, 3, 4, 5] });
    const page = await endpoint.client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 10 }));
    expect(page.events).toHaveLength(10);
    expect(page.nextToken).toBeTruthy();
  });

  it('stops one that goes on, and says so', async () => {
    const stop = new AbortController();
    const ended = await run('stop', WAIT, {}, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(ended.status).toBe('ABORTED');
  });

  it('refuses a second execution of the same name with other input', async () => {
    const { client } = endpoint;
    const put = { name: unique('twice'), definition: WAIT.definition, type: 'STANDARD' as const, roleArn: ROLE };
    const stateMachineArn = await putMachine(client, put);
    const start = (input: object) =>
      client.send(new StartExecutionCommand({ stateMachineArn, name: 'once', input: JSON.stringify(input) }));
    await start({ n: 1 });
    await expect(start({ n: 2 })).rejects.toThrow(expect.objectContaining({ name: 'ExecutionAlreadyExists' }) as Error);
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
    expect(executions?.map((each) => each.name)).toEqual(['once']);
    const follow = { client, outline: WAIT.outline, states: false };
    const executionArn = executions?.[0]?.executionArn ?? '';
    // Who only watches leaves it running.
    await expect(followExecution({ ...follow, executionArn, signal: AbortSignal.timeout(300) })).rejects.toThrow();
    const after = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
    expect(after.executions).toHaveLength(1);
  });

  const orders = machine({
    StartAt: 'Orders',
    States: {
      Orders: {
        Type: 'Map',
        Label: 'Orders',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
          Parameters: { Bucket: BUCKET, 'Key.$': '$.key' },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Keep',
          States: { Keep: { Type: 'Pass', Parameters: { 'order.$': '$.id' }, End: true } },
        },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: BUCKET, Prefix: unique('results') },
        },
        End: true,
      },
    },
  });
  const putOrders = async (key: string, count: number): Promise<void> => {
    const rows = Array.from({ length: count }, (_, n) => `${n},${n % 2 === 0 ? 'CH' : 'DE'}\n`).join('');
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: `id,country\n${rows}` }));
  };
  const find = async () => {
    const bucketOf = await connectS3({ endpoint: inject('moto'), region: REGION, credentials: CREDENTIALS });
    return { find: (bucket: string) => Promise.resolve(bucketOf(bucket)) };
  };

  it('runs a distributed Map over a file in S3, and counts its items', async () => {
    await putOrders('orders.csv', 30);
    const ended = await run('orders', orders, { key: 'orders.csv' });
    expect(ended).toMatchObject({ status: 'SUCCEEDED', error: undefined });
    const [mapRun, ...more] = ended.mapRuns;
    expect(more).toEqual([]);
    expect(mapRun).toMatchObject({
      pointer: '/States/Orders',
      status: 'SUCCEEDED',
      itemCounts: { total: 30, succeeded: 30, failed: 0, running: 0 },
    });
    const { ResultWriterDetails: written } = JSON.parse(ended.output ?? '') as Written;
    const { manifest } = await openResultsInBucket(written.Bucket, written.Key, await find());
    expect(manifest).toMatchObject({ bucket: BUCKET, mapRunArn: mapRun?.mapRunArn });
  });

  needs('result files')('reads back what each child execution answered', async () => {
    await putOrders('more.csv', 1200);
    const ended = await run('results', orders, { key: 'more.csv' });
    const { ResultWriterDetails: written } = JSON.parse(ended.output ?? '') as Written;
    const results = await openResultsInBucket(written.Bucket, written.Key, await find());
    const found: number[] = [];
    for await (const records of readResults(results, { statuses: ['SUCCEEDED'] }))
      for (const [{ output }] of records) found.push(Number((JSON.parse(output ?? '') as { order: string }).order));
    expect(found.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1200 }, (_, n) => n));
  });
});
