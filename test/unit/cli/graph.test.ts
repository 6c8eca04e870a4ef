import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fanout } from './run-cli.ts';

const MACHINE = JSON.stringify({
  StartAt: 'Work',
  States: {
    Work: { Type: 'Map', ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }, End: true },
  },
});

describe('fanout graph', () => {
  let folder: string;
  const write = async (name: string, text: string | Uint8Array): Promise<string> => {
    await writeFile(path.join(folder, name), text);
    return name;
  };
  const run = (...args: string[]) => fanout(['graph', ...args], { cwd: folder });

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'fanout graph '))));
  afterEach(() => rm(folder, { recursive: true }));

  it('prints an SVG', async () => {
    const { exitCode, stdout, stderr } = await run(await write('m.asl.json', MACHINE));
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^<svg [\s\S]*data-pointer="\/States\/Work"[\s\S]*<\/svg>\n$/);
  });

  it('prints JSON with boxes and lines', async () => {
    const { stdout } = await run(await write('m.asl.json', MACHINE), '--format', 'json');
    const graph = JSON.parse(stdout) as { nodes: { id: string; parent: string | null }[]; edges: { kind: string }[] };
    expect(graph.nodes.find(({ id }) => id === '/States/Work/ItemProcessor/States/P')?.parent).toBe(
      '/States/Work/ItemProcessor',
    );
    expect(graph.edges.map(({ kind }) => kind)).toEqual(['start', 'end', 'start', 'end']);
  });

  it('prints a Mermaid flowchart', async () => {
    const { stdout } = await run(await write('m.asl.json', MACHINE), '--format', 'mermaid');
    expect(stdout).toMatch(/^flowchart TD\n {2}n0\(\["Start"\]\)\n {2}subgraph n1 \["Work<br\/>Map"\]\n/);
  });

  it('writes the picture to a file, and replaces one only when told to', async () => {
    await write('m.asl.json', MACHINE);
    expect(await run('m.asl.json', '--out', 'm.svg')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await readFile(path.join(folder, 'm.svg'), 'utf8')).toContain('</svg>');
    const again = await run('m.asl.json', '--format', 'json', '--out', 'm.svg');
    expect([again.exitCode, again.stderr]).toEqual([
      2,
      'fanout: m.svg is there already: give another name, or --force to replace it.\n',
    ]);
    expect(await readFile(path.join(folder, 'm.svg'), 'utf8')).toContain('</svg>');
    expect((await run('m.asl.json', '--format', 'json', '--out', 'm.svg', '--force')).exitCode).toBe(0);
    expect(await readFile(path.join(folder, 'm.svg'), 'utf8')).toMatch(/^\{/);
    expect((await readdir(folder)).sort()).toEqual(['m.asl.json', 'm.svg']);
  });

  it.each([
    ['', 1],
    ['[1]', 1],
    ['null', 1],
  ])('draws nothing for %j and ends with %i', async (text, code) => {
    const { exitCode, stdout, stderr } = await run(await write('m.asl.json', text));
    expect([exitCode, stdout]).toEqual([code, '']);
    expect(stderr).toMatch(/^fanout: m\.asl\.json cannot be read whole: .*\n$/);
  });

  it('draws what can be read of a broken text, and ends with 1', async () => {
    const { exitCode, stdout } = await run(await write('m.asl.json', MACHINE.slice(0, -3)));
    expect(exitCode).toBe(1);
    expect(stdout).toContain('data-pointer="/States/Work"');
  });

  it.each([
    [['nowhere.json'], /nowhere\.json does not exist/],
    [['m.asl.json', '--format', 'png'], /png is no format: give svg, mermaid, json\./],
    [['m.asl.json', '--out', 'no/such/folder.svg'], /no\/such\/folder\.svg cannot be written/],
    [['m.asl.json', '--out', '.'], /\. is a folder/],
  ])('ends with 2 and one line for %j', async (args, message) => {
    await write('m.asl.json', MACHINE);
    const { exitCode, stdout, stderr } = await run(...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  describe('of a template', () => {
    const TEMPLATE = `
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Worker: { Type: AWS::Serverless::Function, Properties: { Events: { Q: { Type: SQS, Properties: { Queue: !GetAtt Queue.Arn } } } } }
  Machine: { Type: AWS::Serverless::StateMachine, Properties: { Definition: ${MACHINE} } }
  Named: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: m.asl.json } }
`;

    it.each([
      ['svg', /data-pointer="\/Resources\/Worker"/],
      ['mermaid', /^flowchart TD\n {2}n0\[\["Queue<br\/>SQS queue/],
      ['json', /"from": "\/Resources\/Queue",\s+"to": "\/Resources\/Worker",\s+"kind": "event"/],
    ])('draws its pipeline as %s', async (format, expected) => {
      const { exitCode, stdout, stderr } = await run(await write('template.yaml', TEMPLATE), '--format', format);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(expected);
    });

    it.each(['Machine', 'Named'])('draws its state machine %s where that is asked for', async (id) => {
      await write('m.asl.json', MACHINE);
      const { exitCode, stdout } = await run(await write('template.yaml', TEMPLATE), '--machine', id);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/data-pointer="[^"]*\/States\/Work"/);
    });

    it('draws what the project of a folder names: a definition, else its template', async () => {
      await write('template.yaml', TEMPLATE);
      await write('m.asl.json', MACHINE);
      const pipeline = { module: 'p.ts', task: 't.ts', reduce: 'r.ts', format: 'csv', output: 'out', shards: 1 };
      const settings = { batchSize: 10, maximumConcurrency: 2, timeoutSeconds: 60, memoryMb: 512 };
      await write('fanout.json', JSON.stringify({ template: 'template.yaml', pipeline: { ...pipeline, ...settings } }));
      expect((await run('.')).stdout).toContain('data-pointer="/Resources/Worker"');
      await write('fanout.json', '{"template": "template.yaml", "definition": "m.asl.json"}');
      expect((await run('fanout.json')).stdout).toContain('data-pointer="/States/Work"');
    });

    it('draws what can be read of a broken one, and ends with 1', async () => {
      const { exitCode, stdout, stderr } = await run(await write('template.yaml', `${TEMPLATE}  Worse: [`));
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^fanout: template\.yaml cannot be read whole: line \d+: .*\n$/);
      expect(stdout).toContain('data-pointer="/Resources/Worker"');
    });

    it.each([
      [
        ['template.yaml', '--machine', 'Nobody'],
        /has no state machine Nobody that can be read: it has Machine, Named\./,
      ],
      [['empty.yaml'], /empty\.yaml has nothing to draw: no function, /],
      [['m.asl.json', '--machine', 'Machine'], /is no template: --machine names a state machine of a template/],
      [['.'], /fanout\.json/],
    ])('ends with 2 and one line for %j', async (args, message) => {
      await write('template.yaml', TEMPLATE);
      await write('m.asl.json', MACHINE);
      await write('empty.yaml', 'Resources: { Role: { Type: AWS::IAM::Role } }');
      const { exitCode, stdout, stderr } = await run(...args);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(message);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    });
  });

  it('refuses a binary file', async () => {
    const { exitCode, stderr } = await run(await write('m.json', new Uint8Array([0, 1, 2])));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/binary/);
  });
});
