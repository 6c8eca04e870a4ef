import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GREET, json, openStateTester, WORK, type StateTester } from './state-tester.ts';
import { failure, ROLE } from './test-service.ts';

let tester: StateTester;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-state-'));
  const module = join(folder, 'greet.mjs');
  await writeFile(
    module,
    `export const handler = async (event) => {
      if (event.fail) throw new TypeError('no ' + event.fail);
      return { hello: event.name };
    };`,
  );
  const greet = { module, export: 'handler', timeoutSeconds: 10, memoryMb: 128 };
  tester = await openStateTester({ functions: { greet } });
});
afterAll(async () => {
  await tester.close();
  await rm(folder, { recursive: true });
});

describe('a state that does its work', () => {
  it('gives its output and the state that it goes on to, which need not be there', async () => {
    const answer = await tester.ask({ Type: 'Pass', Result: 1, Next: 'Elsewhere' });
    expect(answer).toEqual({ status: 'SUCCEEDED', output: '1', nextState: 'Elsewhere' });
  });

  it('calls the function of a Task and shows each step of its data', async () => {
    const state = { ...GREET, InputPath: '$.who', ResultSelector: { 'said.$': '$.hello' }, ResultPath: '$.r' };
    const input = '{ "who": {"name": "Ann"} }';
    const placed = json({ who: { name: 'Ann' }, r: { said: 'Ann' } });
    expect(await tester.ask(state, { input, inspectionLevel: 'DEBUG', roleArn: ROLE })).toEqual({
      status: 'SUCCEEDED',
      output: placed,
      inspectionData: {
        input,
        afterInputPath: json({ name: 'Ann' }),
        afterParameters: json({ name: 'Ann' }),
        result: json({ hello: 'Ann' }),
        afterResultSelector: json({ said: 'Ann' }),
        afterResultPath: placed,
      },
    });
  });

  it('is retriable when its own Retry would try again', async () => {
    const Retry = [{ ErrorEquals: ['Other'] }, { ErrorEquals: ['TypeError'], IntervalSeconds: 7, MaxDelaySeconds: 9 }];
    const answer = await tester.ask({ ...GREET, Retry }, { input: json({ fail: 'luck' }), inspectionLevel: 'TRACE' });
    expect(answer).toMatchObject({
      status: 'RETRIABLE',
      error: 'TypeError',
      inspectionData: { errorDetails: { retryIndex: 1, retryBackoffIntervalSeconds: 7 } },
    });
    expect(answer.output).toBeUndefined();
    expect(JSON.parse(answer.cause ?? '')).toMatchObject({ errorMessage: 'no luck' });
  });

  it('fails with what names the ways when nobody carries it out', async () => {
    const answer = await tester.ask({ ...GREET, Resource: GREET.Resource.replace('greet', 'absent') });
    expect(answer).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(answer.cause).toContain('--lambda absent=MODULE');
  });

  it('chooses', async () => {
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 3, Next: 'Few' }], Default: 'Many' };
    expect(await tester.ask(choice, { input: json({ n: 2 }) })).toMatchObject({
      nextState: 'Few',
      status: 'SUCCEEDED',
    });
    expect(await tester.ask(choice, { input: json({ n: 4 }) })).toMatchObject({ nextState: 'Many' });
  });

  it('reads the variables that it is given, and tells those that the next state would see', async () => {
    const state = {
      Type: 'Pass',
      QueryLanguage: 'JSONata',
      Assign: { n: '{% $n + 1 %}', fresh: true },
      Output: '{% $n %}',
      End: true,
    };
    const answer = await tester.ask(state, { variables: json({ n: 1, other: 'x' }), inspectionLevel: 'DEBUG' });
    expect(answer.output).toBe('1');
    expect(JSON.parse(answer.inspectionData?.variables ?? '')).toEqual({ n: 2, other: 'x', fresh: true });
  });

  it('ends after five minutes', async () => {
    const timeless = await openStateTester({ clock: 'virtual' });
    const wait = (Seconds: number) =>
      timeless.ask(
        { Type: 'Wait', Seconds, Next: 'After', OutputPath: '$.a' },
        { input: json({ a: 1 }), inspectionLevel: 'DEBUG' },
      );
    const inspectionData = { input: json({ a: 1 }), afterInputPath: json({ a: 1 }) };
    expect(await wait(299)).toEqual({ status: 'SUCCEEDED', output: '1', nextState: 'After', inspectionData });
    expect(await wait(301)).toEqual({ status: 'FAILED', error: 'States.Timeout', inspectionData });
    await timeless.close();
  });

  it('tells of a failed expression as an execution does', async () => {
    const answer = await tester.ask({ Type: 'Pass', Parameters: { 'a.$': '$.absent' }, End: true });
    expect(answer).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(answer.cause).toContain("while executing the state 'StateName' (entered at the event id #2)");
  });
});

describe('a state of a whole machine', () => {
  const machine = {
    StartAt: 'Map',
    States: { Map: { Type: 'Map', ItemProcessor: WORK, Next: 'End' }, End: { Type: 'Succeed' } },
  };

  it('is found by its name at any level', async () => {
    expect(await tester.ask(machine, { stateName: 'Work', input: '[1]' })).toEqual({
      status: 'SUCCEEDED',
      output: '[1]',
    });
    const answer = await tester.ask(machine, { stateName: 'Map', input: '[1]', mock: { result: '[2]' } });
    expect(answer).toEqual({ status: 'SUCCEEDED', output: '[2]', nextState: 'End' });
  });

  it.each([
    [machine, 'Absent', 'ValidationException', "State 'Absent' does not exist"],
    [WORK.States.Work, 'Work', 'InvalidDefinition', 'StartAt'],
    [{ StartAt: 'Gone', States: {} }, 'Gone', 'InvalidDefinition', 'SCHEMA_VALIDATION_FAILED'],
  ])('or refused %#', async (definition, stateName, name, message) => {
    const refused = await failure(tester.send(definition, { stateName }));
    expect(refused.name).toBe(name);
    expect(refused.message).toContain(message);
  });
});
