import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fanout } from './run-cli.ts';

const GOOD = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}';
const TEMPLATE = `Resources:
  Inline:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A:
            Type: Succed
  File:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      DefinitionUri: statemachine/b.json
`;
interface Sarif {
  $schema: string;
  runs: {
    tool: { driver: { rules: { id: string; helpUri: string; shortDescription: { text: string } }[] } };
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      locations: { physicalLocation: { artifactLocation: { uri: string }; region: Record<string, number> } }[];
    }[];
  }[];
}
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

  it('prints SARIF with what code scanning asks for', async () => {
    const template = await write('a b#/template.yaml', TEMPLATE);
    const { stdout } = await fanout(['validate', template, await write('a.asl.json', BAD), '--format', 'sarif']);
    const { $schema, runs } = JSON.parse(stdout) as Sarif;
    expect($schema).toContain('sarif-2.1.0');
    const { rules } = runs[0]!.tool.driver;
    expect(runs[0]!.results.length).toBeGreaterThan(1);
    for (const { ruleId, ruleIndex, level, message, locations } of runs[0]!.results) {
      const rule = rules[ruleIndex];
      expect(rule?.id).toBe(ruleId);
      expect(rule?.shortDescription.text).toMatch(/^[A-Z].*\.$/);
      expect(() => new URL(rule!.helpUri)).not.toThrow();
      expect(['error', 'warning', 'note']).toContain(level);
      expect(message.text).not.toBe('');
      const { artifactLocation, region } = locations[0]!.physicalLocation;
      expect([template, path.join(folder, 'a.asl.json')]).toContain(fileURLToPath(artifactLocation.uri));
      expect(region.startLine).toBeGreaterThan(0);
      expect(region.endLine).toBeGreaterThanOrEqual(region.startLine!);
    }
  });

  it('finds definitions in templates of a folder, and the files that they name, each once', async () => {
    const template = await write('app/template.yaml', TEMPLATE);
    const machine = await write(
      'app/statemachine/b.json',
      GOOD.replace('"Succeed"', '"Task", "Resource": "${Fn}", "End": true'),
    );
    await write('app/statemachine/c.asl.json', GOOD);
    await write('app/values.yaml', 'a: 1\n');
    const { stdout, exitCode } = await fanout(['validate', path.join(folder, 'app'), '--json']);
    const { files } = JSON.parse(stdout) as {
      files: { file: string; findings: { code: string; pointer: string; range: unknown }[] }[];
    };
    expect(exitCode).toBe(1);
    expect(files.map(({ file }) => path.relative(folder, file)).toSorted()).toEqual([
      'app/statemachine/b.json',
      'app/statemachine/c.asl.json',
      'app/template.yaml',
    ]);
    const of = (file: string) => files.find((each) => each.file === file)?.findings ?? [];
    expect(of(template)).toMatchObject([
      {
        code: 'SCHEMA_VALIDATION_FAILED',
        pointer: '/Resources/Inline/Properties/Definition/States/A/Type',
        range: { start: { line: 8, character: 18 }, end: { line: 8, character: 24 } },
      },
    ]);
    // b.json is EXPRESS by the template, and gets no Fn from it.
    expect(of(machine).map(({ code }) => code)).toContain('MISSING_SUBSTITUTION');
  });

  it('leaves out what is to be ignored, and refuses a code that there is not', async () => {
    const template = await write('template.yaml', TEMPLATE);
    const all = ['SCHEMA_VALIDATION_FAILED', 'MISSING_DEFINITION_FILE'].flatMap((code) => ['--ignore', code]);
    expect(await fanout(['validate', template, ...all])).toMatchObject({
      exitCode: 0,
      stdout: '1 file: 0 errors, 0 warnings, 0 info\n',
    });
    const unknown = await fanout(['validate', template, '--ignore', 'SCHEMA_VALIDATION_FAILD']);
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      2,
      'fanout: --ignore SCHEMA_VALIDATION_FAILD: there is no such finding; did you mean SCHEMA_VALIDATION_FAILED?\n',
    ]);
    expect((await fanout(['validate', template, '--ignore', 'INVALID_YAML'])).exitCode).toBe(2);
  });

  it('does not take a template that cannot be read for one without mistakes', async () => {
    const template = await write('template.yaml', `${TEMPLATE}  - x: [\n`);
    const { exitCode, stdout } = await fanout(['validate', template]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('INVALID_YAML');
  });

  it('asks asl-validator where it is told to', async () => {
    const resource = 'arn:aws:lambda:REGION:X:function:f';
    const file = await write('a.asl.json', GOOD.replace('"Succeed"', `"Task", "Resource": "${resource}", "End": true`));
    expect((await fanout(['validate', file])).stdout).not.toContain('SECOND_OPINION');
    const { stdout, exitCode } = await fanout(['validate', file, '--second-opinion']);
    expect(stdout).toContain('warning SECOND_OPINION asl-validator: /States/A/Resource');
    expect(exitCode).toBe(0);
  });

  it('refuses to say where AWS is asked when it is not to be', async () => {
    const { exitCode, stderr } = await fanout(['validate', await write('a.asl.json', GOOD), '--profile', 'x']);
    expect([exitCode, stderr]).toEqual([2, 'fanout: --profile and --region say where to ask AWS: give --aws too.\n']);
  });

  it('asks AWS, and ends with 2 when it cannot', async () => {
    const file = await write('a.asl.json', GOOD);
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        const diagnostics = [{ severity: 'ERROR', code: 'FROM_AWS', message: 'No.', location: '/States/A/Type' }];
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(JSON.stringify({ result: 'FAIL', diagnostics }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    try {
      const ask = (endpoint: string) =>
        fanout(['validate', file, '--aws', '--region', 'us-east-1'], { env: { AWS_ENDPOINT_URL_SFN: endpoint } });
      expect(await ask(`http://127.0.0.1:${port}`)).toMatchObject({
        exitCode: 1,
        stdout: expect.stringContaining(`${file}:1:35 error FROM_AWS No.`) as string,
      });
      const unreachable = await ask('http://127.0.0.1:1');
      expect([unreachable.exitCode, unreachable.stderr]).toEqual([
        2,
        'fanout: http://127.0.0.1:1 cannot be reached (ECONNREFUSED): check that it runs, and its port.\n',
      ]);
    } finally {
      vi.unstubAllEnvs();
      server.close();
    }
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
