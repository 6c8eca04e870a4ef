import { afterEach, describe, expect, it } from 'vitest';
import {
  DescribeMapRunCommand,
  ListMapRunsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { JsonObject } from '../../../../src/asl/json.ts';
import type { PaceMode } from '../../../../src/protocol/runtime-process.ts';
import { openTestService, type TestService } from '../service/test-service.ts';

const PASS: JsonObject = { Type: 'Pass', End: true };
/** A chain of so many Pass states. */
const chain = (states: number): JsonObject => ({
  StartAt: 'S0',
  States: Object.fromEntries(
    Array.from({ length: states }, (_, at) => [
      `S${at}`,
      at === states - 1 ? PASS : { Type: 'Pass', Next: `S${at + 1}` },
    ]),
  ),
});
const mapOver = (type: 'STANDARD' | 'EXPRESS', states: number, more: JsonObject = {}): string =>
  JSON.stringify({
    StartAt: 'Map',
    States: {
      Map: {
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type }, ...chain(states) },
        ResultPath: null,
        End: true,
        ...more,
      },
    },
  });
const items = (count: number): string => JSON.stringify(Array.from({ length: count }, (_, index) => index));

let service: TestService;
afterEach(() => service.close());

const open = async (pace: PaceMode, region: string): Promise<void> => {
  service = await openTestService('off', { clock: 'virtual', pace }, { AWS_REGION: region });
};

/** Seconds from start to stop, by the virtual clock. */
async function secondsOf(definition: string, input: string): Promise<number> {
  const arn = await service.create('machine', definition);
  const { status, startDate, stopDate } = await service.finish(await service.start(arn, input));
  expect(status).toBe('SUCCEEDED');
  return (stopDate!.getTime() - startDate!.getTime()) / 1000;
}

describe('a run at the pace of an account', () => {
  // Tokens: the parent's Map, and for each child its start and its Standard states.
  it.each([
    ['us-east-1', 'EXPRESS', 1, 25_000, (25_001 - 5000) / 5000],
    ['us-east-1', 'STANDARD', 1, 15_000, (30_001 - 5000) / 5000],
    ['eu-central-1', 'STANDARD', 3, 2000, (8001 - 800) / 800],
    ['eu-central-1', 'EXPRESS', 3, 5000, (5001 - 800) / 800],
  ] as const)('takes in %s with %s children of %i states for %i items what the bucket says', async (...row) => {
    const [region, type, states, count, seconds] = row;
    await open('aws', region);
    const took = await secondsOf(mapOver(type, states), items(count));
    // Real work, such as reading the input, is charged to the clock, and fills the bucket meanwhile.
    expect(took).toBeGreaterThanOrEqual(seconds - 0.5);
    expect(took).toBeLessThan(seconds + 1);
  });

  it('draws on the quota of StartExecution, too, where that is asked for', async () => {
    await open('aws-starts', 'eu-central-1');
    // One of 800 was the parent's.
    const took = await secondsOf(mapOver('STANDARD', 1), items(1399));
    expect(took).toBeGreaterThanOrEqual(3.5);
    expect(took).toBeLessThan(5);
  });

  it('counts the states of inline iterations', async () => {
    await open('aws', 'eu-central-1');
    const inline = JSON.stringify({
      StartAt: 'Map',
      States: { Map: { Type: 'Map', ItemProcessor: chain(4), ResultPath: null, End: true } },
    });
    const took = await secondsOf(inline, items(600));
    expect(took).toBeGreaterThanOrEqual(1.5);
    expect(took).toBeLessThan(3);
  });

  it('takes no time of its own without a pace', async () => {
    await open('none', 'eu-central-1');
    expect(await secondsOf(mapOver('STANDARD', 1), items(3000))).toBeLessThan(2);
  });

  it('refuses executions that are started faster than AWS takes them', async () => {
    await open('aws', 'eu-central-1');
    const arn = await service.create('machine');
    const answers = await Promise.allSettled(
      Array.from({ length: 1100 }, () => service.client.send(new StartExecutionCommand({ stateMachineArn: arn }))),
    );
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as Error] : []));
    // Virtual time stands, but for moments of real work: hardly a token flows in.
    expect(refused.length).toBeGreaterThan(280);
    expect(refused.length).toBeLessThanOrEqual(300);
    expect(new Set(refused.map(({ name }) => name))).toEqual(new Set(['ThrottlingException']));
  });

  it('stops at once, also when thousands of children wait for their turn', async () => {
    service = await openTestService('off', { pace: 'aws' }, { AWS_REGION: 'eu-central-1' });
    const arn = await service.create('machine', mapOver('STANDARD', 20));
    const executionArn = await service.start(arn, items(5000));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await service.client.send(new StopExecutionCommand({ executionArn }));
    expect((await service.finish(executionArn)).status).toBe('ABORTED');
    const { mapRuns } = await service.client.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns![0]!.mapRunArn;
    const { itemCounts } = await service.client.send(new DescribeMapRunCommand({ mapRunArn }));
    const { running, pending, aborted, succeeded, total } = itemCounts!;
    expect(running).toBe(0);
    expect(aborted).toBeGreaterThan(0);
    expect(pending! + aborted! + succeeded!).toBe(total);
  });
});
