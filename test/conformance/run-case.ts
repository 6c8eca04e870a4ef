import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseDefinition } from '../../src/asl/parse.ts';
import type { JsonValue } from '../../src/asl/json.ts';
import { makeBuckets } from '../../src/items/buckets.ts';
import { VirtualClock } from '../../src/runtime/clock/virtual-clock.ts';
import type { HistoryEvent } from '../../src/runtime/history/events.ts';
import { compileStateMachine } from '../../src/runtime/interpreter/compile.ts';
import { startExecution, type ExecutionResult } from '../../src/runtime/interpreter/execution.ts';
import { createMapRuns } from '../../src/runtime/map-run/map-runs.ts';
import type { RecordedCase } from './case.ts';
import { Replay } from './replay.ts';

export interface Outcome {
  readonly result: ExecutionResult;
  readonly events: readonly HistoryEvent[];
}

const REGION = 'us-east-1';
const ACCOUNT = '111111111111';
const NAME = 'machine';
/** Far more than any case takes; what never ends on AWS must not stop the run. */
const PATIENCE = 10_000;

/** Runs a case's execution on our runtime, its tasks answered as they were on AWS. Throws what refuses the definition. */
export async function runCase(recorded: RecordedCase): Promise<Outcome> {
  const type = recorded.stateMachineType ?? 'STANDARD';
  const compiled = compileStateMachine(
    parseDefinition(nameActivities(JSON.stringify(recorded.definition)), 'json'),
    type,
  );
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join(' | '));
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  try {
    const clock = new VirtualClock(Date.now());
    const replay = new Replay(recorded, clock);
    const buckets = await makeBuckets({ folders: writeBuckets(folder, recorded) });
    const execution = startExecution({
      plan: compiled.plan,
      input: recorded.input ?? {},
      inputText: givenText(recorded),
      executionArn: `arn:aws:states:${REGION}:${ACCOUNT}:execution:${NAME}:run`,
      executionName: 'run',
      stateMachineArn: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${NAME}`,
      stateMachineName: NAME,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/role`,
      startDate: clock.now(),
      type,
      clock,
      tasks: replay,
      callbacks: replay,
      mapRuns: createMapRuns({ buckets, clock, limits: 'aws' }),
      limits: 'aws',
      random: Math.random,
      uuid: randomUUID,
      hash: (algorithm, text) => createHash(algorithm.replace('-', '')).update(text).digest('hex'),
    });
    if (recorded.expected.status === 'ABORTED') execution.stop();
    const timer = setTimeout(() => execution.stop('Conformance.NeverEnds'), PATIENCE);
    const result = await execution.result;
    clearTimeout(timer);
    return { result, events: execution.history.read().map(unnameActivities) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ACTIVITY = `arn:aws:states:${REGION}:${ACCOUNT}:activity:`;

/** The recorder put a bare name where the ARN of an activity stood. */
export function nameActivities(definition: string): string {
  return definition.replace(/"Resource":"(?!arn:)/g, `"Resource":"${ACTIVITY}`);
}

function unnameActivities(event: HistoryEvent): HistoryEvent {
  const details = event.activityScheduledEventDetails;
  if (!details) return event;
  const { resource } = details;
  const name = typeof resource === 'string' ? resource.replace(ACTIVITY, '') : resource;
  return { ...event, activityScheduledEventDetails: { ...details, resource: name } };
}

/** The text of the input, white space included, where AWS's first event shows it. */
function givenText(recorded: RecordedCase): string | undefined {
  const details = recorded.expected.history?.[0]?.['executionStartedEventDetails'];
  const input = details && (details as Record<string, JsonValue>)['input'];
  return typeof input === 'string' ? input : undefined;
}

export function writeBuckets(folder: string, { fixtures }: RecordedCase): Record<string, string> {
  const folders: Record<string, string> = {};
  for (const [bucket, objects] of Object.entries(fixtures?.s3 ?? {})) {
    folders[bucket] = join(folder, bucket);
    mkdirSync(join(folder, bucket));
    for (const [key, body] of Object.entries(objects)) {
      const path = join(folder, bucket, key);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, typeof body === 'string' ? body : JSON.stringify(body));
    }
  }
  return folders;
}
