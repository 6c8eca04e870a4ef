import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fanout } from './run-cli.ts';

const GOOD = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}';
const BAD = '{\n  "StartAt": "A",\n  "States": {"A": {"Type": "Succed"}}\n}\n';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fanout-validate-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}

describe('fanout validate', () => {
  it('ends with 0 and says so when nothing is wrong', async () => {
    const { exitCode, stdout, stderr } = await fanout(['validate', await write('a.asl.json', GOOD)]);
    expect([exitCode, stdout, stderr]).toEqual([0, '1 file: 0 errors, 0 warnings, 0 info\n', '']);
  });

  it('prints findings in the shape that is promised, and ends with 1', async () => {
    const file = await write('a.asl.json', BAD);
    const { exitCode, stdout } = await fanout(['validate', file, '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      files: [
        {
          file,
          findings: [
            {
              code: 'SCHEMA_VALIDATION_FAILED',
              severity: 'error',
              message: "'Type' must be one of: [Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map]",
              pointer: '/States/A/Type',
              range: { start: { line: 2, character: 27 }, end: { line: 2, character: 35 } },
              fixes: ['Change to Succeed'],
            },
          ],
        },
      ],
    });
  });

  it('prints lines that a terminal can jump to', async () => {
    const file = await write('a.asl.json', BAD);
    const { stdout } = await fanout(['validate', file]);
    expect(stdout.split('\n')[0]).toMatch(`${file}:3:28 error SCHEMA_VALIDATION_FAILED 'Type' must be`);
  });

  it('prints SARIF', async () => {
    const { stdout, exitCode } = await fanout(['validate', await write('a.asl.json', BAD), '--format', 'sarif']);
    const { version, runs } = JSON.parse(stdout) as { version: string; runs: { results: { level: string }[] }[] };
    expect([exitCode, version, runs[0]?.results[0]?.level]).toEqual([1, '2.1.0', 'error']);
  });

  it('looks through folders, and passes over what others installed', async () => {
    await write('one/a.asl.json', GOOD);
    await write('one/b.asl.yaml', 'StartAt: A\nStates:\n  A:\n    Type: Succeed\n');
    await write('one/package.json', '{}');
    await write('one/node_modules/x/c.asl.json', BAD);
    const { exitCode, stdout } = await fanout(['validate', folder]);
    expect([exitCode, stdout]).toEqual([0, '2 files: 0 errors, 0 warnings, 0 info\n']);
  });

  it('knows what EXPRESS cannot do', async () => {
    const text = GOOD.replace(
      '"Type": "Succeed"',
      '"Type": "Task", "Resource": "arn:aws:states:us-east-1:1:activity:a", "End": true',
    );
    const file = await write('a.asl.json', text);
    expect((await fanout(['validate', file, '--type', 'EXPRESS'])).exitCode).toBe(1);
    expect((await fanout(['validate', file, '--type', 'STANDARD'])).exitCode).toBe(0);
  });

  it.each([
    ['empty', ''],
    ['an array', '[]'],
    ['not JSON', 'hello'],
  ])('ends with 1 for a definition that is %s', async (_name, text) => {
    const { exitCode, stdout } = await fanout(['validate', await write('a.asl.json', text)]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(' error ');
  });

  it.each([
    ['is missing', 'none.asl.json', undefined, 'does not exist'],
    ['is binary', 'a.asl.json', Uint8Array.of(123, 0, 1, 125), 'binary'],
    ['is not UTF-8', 'a.asl.json', Uint8Array.of(123, 0xff, 125), 'not UTF-8'],
    ['is too long', 'a.asl.json', ' '.repeat(11 * 1024 * 1024), '11.0 MB long'],
  ])('ends with 2 and one line for a file that %s', async (_name, name, content, message) => {
    const file = content === undefined ? path.join(folder, name) : await write(name, content);
    const { exitCode, stdout, stderr } = await fanout(['validate', file]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).toContain(message);
  });

  it.each([
    ['a folder without definitions', []],
    ['an unknown type', ['--type', 'FAST']],
    ['an unknown format', ['--format', 'xml']],
  ])('ends with 2 for %s', async (_name, flags) => {
    const { exitCode, stderr } = await fanout(['validate', folder, ...flags]);
    expect(exitCode).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
