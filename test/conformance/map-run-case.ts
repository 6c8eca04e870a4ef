import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { startService } from '../../src/runtime/service/start-service.ts';
import type { Comparator, RecordedCase } from './case.ts';
import { writeBuckets } from './run-case.ts';

const OUR_ACCOUNT = '123456789012';
const RECORDED_ACCOUNT = '111111111111';

/** Compares what the service says of the Map Run of an execution. */
export async function judgeMapRun(recorded: RecordedCase, comparator: Comparator): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const service = await startService(
    { port: 0, auth: false, buckets: nameBuckets(recorded, folder), functions: {}, clock: 'real', limits: 'aws' },
    {},
    { log: () => undefined, fault: (error) => console.error(error) },
  );
  const { endpoint, region, accessKeyId, secretAccessKey } = service.ready;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new SFNClient({ endpoint, region, credentials, disableHostPrefix: true });
  try {
    const executionArn = await runToEnd(client, recorded);
    const list = await client.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = list.mapRuns?.[0]?.mapRunArn ?? '';
    const description = await client.send(new DescribeMapRunCommand({ mapRunArn }));
    comparator.setPlaceholders(recorded.placeholders);
    return [
      ...compare('ListMapRuns', recorded.expected.list_map_runs, list, comparator),
      ...compare('DescribeMapRun', recorded.expected.describe_map_run, description, comparator),
    ];
  } finally {
    client.destroy();
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The recorder put a word for the bucket's name; the input has the name. */
function nameBuckets(recorded: RecordedCase, folder: string): Record<string, string> {
  const [path] = Object.values(writeBuckets(folder, recorded));
  const { Bucket: name } = recorded.input as { Bucket?: unknown };
  return path === undefined || typeof name !== 'string' ? {} : { [name]: path };
}

async function runToEnd(client: SFNClient, { definition, input }: RecordedCase): Promise<string> {
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({
      name: 'machine',
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::123456789012:role/role',
    }),
  );
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  for (;;) {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return executionArn ?? '';
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function compare(action: string, expected: unknown, answer: object, comparator: Comparator): string[] {
  const text = JSON.stringify(answer, (key, value: unknown) => (key === '$metadata' ? undefined : value));
  const actual = JSON.parse(text.replaceAll(OUR_ACCOUNT, RECORDED_ACCOUNT)) as unknown;
  return comparator.match(expected, actual)
    ? []
    : [`${action}: expected ${JSON.stringify(expected)}\n      actual   ${JSON.stringify(actual)}`];
}
