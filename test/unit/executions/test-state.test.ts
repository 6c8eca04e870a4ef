import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_FLAGS } from '../../../src/executions/prepare-run.ts';
import { StateTester } from '../../../src/executions/test-state.ts';
import type { TestForm } from '../../../src/protocol/test-state.ts';

const FORM: TestForm = {
  input: '',
  variables: '',
  context: '',
  work: 'run',
  result: '',
  fieldValidationMode: 'STRICT',
  error: '',
  cause: '',
  retryCount: 0,
};
const DEFINITION = `
StartAt: Price
States:
  Price:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Parameters: { FunctionName: "\${Worker}", Payload: { n.$: $.n, context.$: $$.Execution.Name } }
    ResultSelector: { price.$: $.Payload }
    ResultPath: $.priced
    Retry: [{ ErrorEquals: [Busy], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 2 }]
    Catch: [{ ErrorEquals: [Odd], Next: Skip }]
    Next: Many
  Many:
    Type: Map
    ItemsPath: $.items
    ItemProcessor: { StartAt: Work, States: { Work: { Type: Pass, Assign: { seen.$: $ }, End: true } } }
    Next: Skip
  Skip: { Type: Succeed }
`;
const HANDLER = `export const handler = async ({ n }) => {
  console.log('pricing', n);
  if (n === 'slow') await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (n % 2) throw Object.assign(new Error('odd'), { name: 'Odd' });
  return n * 10;
};`;

describe('a test of one state', () => {
  let folder: string;
  const tester = new StateTester();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fanout-test-state-'));
    await writeFile(join(folder, 'orders.asl.yaml'), DEFINITION);
    await writeFile(join(folder, 'worker.mjs'), HANDLER);
    await writeFile(
      join(folder, 'fanout.json'),
      JSON.stringify({
        definition: 'orders.asl.yaml',
        substitutions: { Worker: 'worker' },
        functions: { worker: { module: 'worker.mjs' } },
      }),
    );
  });
  afterAll(async () => {
    await tester.close();
    await rm(folder, { recursive: true });
  });
  const test = (stateName: string, form: Partial<TestForm>, signal?: AbortSignal) =>
    tester.test({
      definitionPath: join(folder, 'orders.asl.yaml'),
      flags: NO_FLAGS,
      stateName,
      form: { ...FORM, ...form },
      signal,
    });

  it('does the work with the local handler, and shows the data on its way', async () => {
    const outcome = await test('Price', { input: '{"n":4}' });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', nextState: 'Many' });
    expect(JSON.parse(outcome.output ?? '')).toEqual({ n: 4, priced: { price: 40 } });
    expect(outcome.log).toContain('pricing 4');
    const steps = Object.fromEntries(outcome.steps.map(({ name, value }) => [name, value]));
    expect(JSON.parse(steps.afterResultSelector ?? '')).toEqual({ price: 40 });
    expect(outcome.steps.map(({ name }) => name).slice(0, 3)).toEqual(['afterInputPath', 'afterParameters', 'result']);
  });

  it('tells which Catch takes the error of the handler', async () => {
    const outcome = await test('Price', { input: '{"n":3}' });
    expect(outcome).toMatchObject({ status: 'CAUGHT_ERROR', error: 'Odd', nextState: 'Skip' });
    expect(outcome.steps).toContainEqual({ name: 'catchIndex', value: '0' });
  });

  it('tells which Retry takes a mocked error, and when', async () => {
    const outcome = await test('Price', {
      input: '{"n":3}',
      work: 'error',
      error: 'Busy',
      cause: 'later',
      retryCount: 1,
    });
    expect(outcome).toMatchObject({ status: 'RETRIABLE', error: 'Busy', cause: 'later' });
    expect(outcome.steps).toContainEqual({ name: 'retryBackoffIntervalSeconds', value: '6' });
  });

  it('takes a mocked result, a context object and variables', async () => {
    const outcome = await test('Many', { input: '{"items":[1,2]}', work: 'result', result: '["a","b"]' });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: '["a","b"]', nextState: 'Skip' });
    const inner = await test('Work', { input: '{"n":1}', variables: '{"seen":0,"kept":true}' });
    expect(inner.output).toBe('{"n":1}');
    const variables = inner.steps.find(({ name }) => name === 'variables')?.value ?? '';
    expect(JSON.parse(variables)).toEqual({ seen: { n: 1 }, kept: true });
    const mocked = await test('Price', {
      input: '{"n":1}',
      work: 'result',
      result: '{"Payload":7}',
      context: '{"Execution":{"Name":"named"}}',
    });
    expect(mocked.steps.find(({ name }) => name === 'afterParameters')?.value).toContain('"named"');
  });

  it('holds a mocked result against the API of its service, as closely as asked', async () => {
    const mock = { input: '{"n":1}', work: 'result', result: '{"Payload":7,"StatusCode":"200"}' } as const;
    await expect(test('Price', mock)).rejects.toThrow(/StatusCode/);
    expect(await test('Price', { ...mock, fieldValidationMode: 'NONE' })).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.each([
    [{ input: '{' }, /No valid JSON in the input/],
    [{ variables: '[' }, /No valid JSON in the variables/],
    [{ work: 'result', result: 'x' }, /No valid JSON in the mocked result/],
  ] as const)('refuses %j in one line', async (form, line) => {
    await expect(test('Price', form)).rejects.toThrow(line);
  });

  it('ends a test that is cancelled, and takes the next', async () => {
    const controller = new AbortController();
    const slow = test('Price', { input: '{"n":"slow"}' }, controller.signal);
    setTimeout(() => controller.abort(), 500);
    await expect(slow).rejects.toThrow('The test was cancelled.');
    expect(await test('Price', { input: '{"n":2}' })).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('says that a state without a handler needs one, or a mock', async () => {
    await expect(test('Nowhere', {})).rejects.toThrow(/Nowhere/);
  });
});
