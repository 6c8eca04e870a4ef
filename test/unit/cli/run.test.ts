import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunOutcome } from '../../../src/executions/run-outcome.ts';
import { fanout } from './run-cli.ts';

const PASS = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
const TASK = JSON.stringify({
  StartAt: 'T',
  States: {
    T: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: '${Fn}', 'Payload.$': '$' },
      OutputPath: '$.Payload',
      End: true,
    },
  },
});

describe('fanout run', () => {
  let folder: string;
  const run = (args: readonly string[], stdin = '') => fanout(['run', ...args], { cwd: folder, stdin });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fanout run '));
    await mkdir(path.join(folder, 'data'));
    await writeFile(path.join(folder, 'pass.asl.json'), PASS);
    await writeFile(path.join(folder, 'task.asl.json'), TASK);
    await writeFile(path.join(folder, 'fn.mjs'), 'export const twice = async (n) => n * 2;');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('prints one JSON document of the agreed shape', async () => {
    const { exitCode, stdout, stderr } = await run(['pass.asl.json', '--input', '-', '--json'], '{"a":1}');
    const outcome = JSON.parse(stdout) as RunOutcome;
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(Object.keys(outcome)).toEqual([
      'status',
      'output',
      'error',
      'cause',
      'executionArn',
      'events',
      'mapRuns',
      'seconds',
    ]);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: { a: 1 }, error: null, events: 4, mapRuns: [] });
  });

  it('says that limits are off when they are', async () => {
    const { exitCode, stderr } = await run(['pass.asl.json', '--limits', 'off', '--json']);
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/^fanout: limits are off: .*256 KiB.*fail on AWS\.\n$/),
    ]);
  });

  it('says at which pace it runs, and what AWS does not say of it', async () => {
    const { exitCode, stderr } = await run(['pass.asl.json', '--pace', 'aws', '--json']);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^fanout: paced like .* us-east-1: 5,000 Standard state transitions .*aws-starts\.\n$/);
    const env = { AWS_REGION: 'sa-east-1' };
    const other = await fanout(['run', 'pass.asl.json', '--pace', 'aws-starts'], { cwd: folder, env });
    expect(other.stderr).toMatch(/sa-east-1: 800 Standard .* 800 at once, then 150 a second for Standard, .* too\.\n$/);
  });

  it('runs a function from a module, under a name given by flag', async () => {
    const { exitCode, stdout } = await run(
      ['task.asl.json', '--input', '-', '--lambda', 'double=fn.mjs#twice', '--substitute', 'Fn=double'],
      '21',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^SUCCEEDED in \d+\.\d s, \d+ events\noutput 42\n$/);
  });

  it('says what to do about an execution that failed', async () => {
    const { stderr } = await run(['task.asl.json', '--substitute', 'Fn=other']);
    expect(stderr).toMatch(
      /^fanout: Mend the cause and run it again, .*with --data DIR .*can be redriven from where it ended, .*\.\n$/,
    );
    const kept = await run(['task.asl.json', '--substitute', 'Fn=other', '--data', 'kept']);
    expect(kept.stderr).toMatch(
      /`fanout serve task\.asl\.json --data kept`, then RedriveExecution of arn:\S+:execution:\S+ goes on/,
    );
    const flags = ['--lambda', 'a=fn.mjs#twice', '--limits', 'off', '--bucket', 'b=my folder', '--data', "ke'pt"];
    await mkdir(path.join(folder, 'my folder'), { recursive: true });
    const quoted = await run(['task.asl.json', '--substitute', 'Fn=other', ...flags]);
    expect(quoted.stderr).toContain(
      "`fanout serve task.asl.json --data 'ke'\\''pt' --bucket 'b=my folder' --lambda a=fn.mjs#twice --limits off`",
    );
    const express = await run(['task.asl.json', '--substitute', 'Fn=other', '--type', 'EXPRESS']);
    expect(express.stderr).toBe('fanout: Mend the cause and run it again, which starts over.\n');
  });

  it('ends with 1 when the execution fails, and names the ways to give the function', async () => {
    const { exitCode, stdout } = await run(['task.asl.json', '--substitute', 'Fn=other', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: expect.stringMatching(/"other".*--lambda.*AWS_ENDPOINT_URL_LAMBDA.*--mocks/) as string,
    });
  });

  it.each([
    ['a definition that is not there', ['no.asl.json'], /no\.asl\.json does not exist/],
    ['a name without a value', ['task.asl.json'], /\$\{Fn\} has no value/],
    ['an input that is not there', ['pass.asl.json', '--input', 'no.json'], /no\.json cannot be read/],
    ['a bucket without a folder', ['pass.asl.json', '--bucket', 'b=no'], /The folder no of --bucket b does not exist/],
    [
      'a bucket that is not written k=v',
      ['pass.asl.json', '--bucket', 'b'],
      /--bucket b: it is written --bucket NAME=DIR/,
    ],
    ['a module that is not there', ['pass.asl.json', '--lambda', 'f=no.mjs'], /The module no\.mjs of --lambda f/],
    [
      'mocks that are not there',
      ['pass.asl.json', '--mocks', 'no.json'],
      /mock configuration .*no\.json cannot be read/,
    ],
    ['a clock that nobody has', ['pass.asl.json', '--clock', 'fast'], /--clock/],
    ['an option that nobody knows', ['pass.asl.json', '--nobody', 'x'], /unknown option '--nobody'/],
  ])('ends with 2 and one line for %s', async (_what, args, message) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('ends with 1 and one line for a definition that is bad', async () => {
    await writeFile(path.join(folder, 'bad.asl.json'), PASS.replace('"End":true', '"Next":"Q"'));
    const { exitCode, stderr } = await run(['bad.asl.json']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^fanout: .*bad\.asl\.json: Invalid State Machine Definition: .*\n$/);
  });
});
