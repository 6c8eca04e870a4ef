import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/asl/json.ts';
import { findCases, readCases, type Comparator, type RecordedCase } from '../../../conformance/case.ts';
import { openTestService, PASS, type TestService } from './test-service.ts';

/** Cases of which this runtime carries out the task itself: nothing is mocked, what comes out is what AWS gave. */
const folder = findCases(undefined);
const cases =
  process.env['FANOUT_SHARED'] === 'none' ? [] : readCases(folder).filter(({ group }) => group === 'services');
const named = (part: string) => cases.filter(({ name }) => name.includes(part));
const ARGUMENT = JSON.stringify({
  StartAt: 'P',
  States: { P: { Type: 'Pass', Result: { Arg1: 'argument1' }, End: true } },
});

let root: string;
let service: TestService;
let comparator: Comparator;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'recorded-services-'));
  service = await openTestService('aws', { buckets: { 'bucket-name': root }, clock: 'virtual' });
  comparator = (await import(pathToFileURL(join(folder, 'match.mjs')).href)) as Comparator;
});
afterEach(async () => {
  await service.close();
  await rm(root, { recursive: true });
});

/** Runs the recorded machine on the service, with these fields in its input. */
async function judge(recorded: RecordedCase, changes: object, definition = recorded.definition): Promise<void> {
  const arn = await service.create('recorded', JSON.stringify(definition));
  const end = await service.finish(
    await service.start(arn, JSON.stringify({ ...(recorded.input as object), ...changes })),
  );
  const { status, output, error, cause } = recorded.expected;
  expect([end.status, end.error]).toEqual([status, error]);
  comparator.setPlaceholders([...(recorded.placeholders ?? []), ...WORDS]);
  if (cause !== undefined) expect(comparator.match(cause, end.cause), end.cause).toBe(true);
  if (output === undefined) return;
  const given = withoutLength(JSON.parse(end.output ?? 'null'));
  const expected = withoutLength(JSON.parse(JSON.stringify(output).replaceAll('111111111111', '123456789012')));
  expect(comparator.match(expected, given), JSON.stringify({ expected, given }, null, 1)).toBe(true);
}

/** What the recorder put in place of what differs each time, where the case does not say so itself. */
const WORDS = [
  'date',
  'x-amzn-RequestId',
  'RequestId',
  'execution-arn',
  'state-machine-arn',
  'start-date',
  'stop-date',
];

/** Content-Length is that of an answer with ARNs in it. */
function withoutLength(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLength);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, key === 'Content-Length' ? 'length' : withoutLength(member)]),
  );
}

describe.skipIf(process.env['FANOUT_SHARED'] === 'none')('a task of this runtime answers as AWS did', () => {
  it('finds the recorded cases', () => {
    expect(cases).toHaveLength(42);
  });

  it.each([...named('sfn_task_service'), ...named('test_sfn_start_execution_sync')])('$name', async (recorded) => {
    await judge(recorded, { StateMachineArn: await service.create('child', ARGUMENT) });
  });

  it.each(named('implicit_json_serialisation'))('$name', async (recorded) => {
    const child = await service.create('child', PASS);
    const text = JSON.stringify(recorded.definition).replace(/arn:aws:states:[^:"]+:\d+:stateMachine:[^"]+/, child);
    await judge(recorded, {}, JSON.parse(text) as JsonObject);
  });

  it.each(named('no_such_token'))('$name', (recorded) => judge(recorded, {}));

  it.each(named('s3_get_object'))('$name', async (recorded) => {
    await writeFile(join(root, 'file_key'), recorded.name.includes('empty') ? '' : 'text data');
    await judge(recorded, {});
  });

  it.each(named('s3_put_object'))('$name', (recorded) => judge(recorded, {}));
});
