import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { Definition } from '../../../src/asl/definition.ts';
import { formatOf, parseDefinition, syntaxOf } from '../../../src/asl/parse.ts';
import { listSubstitutions } from '../../../src/asl/substitutions.ts';
import { findDefinitions } from '../../../src/project/embedded-definitions.ts';
import { parseProject } from '../../../src/project/parse-project.ts';
import { resolveProjectPaths } from '../../../src/project/project-paths.ts';
import type { Project } from '../../../src/project/project.ts';
import { templateSubstitutions } from '../../../src/project/template-substitutions.ts';
import { findPattern, PATTERNS } from '../../../src/scaffold/patterns.ts';
import type { ScaffoldFile } from '../../../src/scaffold/scaffold-file.ts';
import { scaffoldProject } from '../../../src/scaffold/scaffold-project.ts';
import { validateDefinition } from '../../../src/validation/validate.ts';
import { checkText } from '../validation/template/check-text.ts';

type Given = Record<string, string | number | boolean>;

/** Every combination of the values. */
function combine(values: Record<string, readonly (string | number | boolean)[]>): Given[] {
  return Object.entries(values).reduce<Given[]>(
    (rows, [key, options]) => rows.flatMap((row) => options.map((option) => ({ ...row, [key]: option }))),
    [{}],
  );
}

const COMMON = {
  format: ['json', 'yaml'],
  queryLanguage: ['JSONPath', 'JSONata'],
};

const INLINE = combine({
  ...COMMON,
  handlerLanguage: ['javascript', 'typescript', 'python'],
  type: ['STANDARD', 'EXPRESS'],
});
const DISTRIBUTED = combine({
  ...COMMON,
  source: ['csv', 'json', 'jsonl', 'parquet', 'inventory', 'objects'],
  batchSize: [1, 100],
  executionType: ['STANDARD', 'EXPRESS'],
  writer: [true, false],
});
const WRITERS = combine({
  handlerLanguage: ['typescript'],
  transformation: ['NONE', 'COMPACT', 'FLATTEN'],
  outputType: ['JSON', 'JSONL'],
  toleratedFailurePercentage: [0, 0.5],
});

const NESTED = [
  ...combine({
    ...COMMON,
    nesting: ['inline-in-distributed'],
    source: ['csv', 'json', 'jsonl', 'parquet', 'inventory', 'objects'],
    batchSize: [1, 100],
    executionType: ['STANDARD', 'EXPRESS'],
    writer: [true, false],
  }),
  ...combine({
    ...COMMON,
    nesting: ['distributed-in-distributed'],
    source: ['csv', 'json', 'jsonl', 'parquet'],
    batchSize: [1, 100],
    executionType: ['STANDARD', 'EXPRESS'],
    writer: [true, false],
  }),
];

const MAP_REDUCE = combine({
  ...COMMON,
  handlerLanguage: ['javascript', 'typescript'],
  source: ['csv', 'json', 'jsonl', 'parquet', 'inventory', 'objects'],
  executionType: ['STANDARD', 'EXPRESS'],
  toleratedFailurePercentage: [0, 0.5],
});

const EXISTING = [{ bucketExists: true, bucket: 'mine' }];

describe.each([
  ['inline-map', INLINE],
  ['distributed-map', [...DISTRIBUTED, ...NESTED, ...WRITERS, ...EXISTING]],
  ['map-reduce', [...MAP_REDUCE, ...EXISTING]],
])('%s', (id, combinations) => {
  const pattern = findPattern(id)!;
  const sourceOf = ({ source = 'default' }: Given): string => String(source);
  const sources = [...new Set(combinations.map(sourceOf))];

  it.each(sources)('gives a sound project for each of its combinations, source %s', async (source) => {
    for (const given of combinations.filter((row) => sourceOf(row) === source)) {
      const { files, problems } = await scaffoldProject(pattern, given);
      expect(problems).toEqual([]);
      checkProject(files!, JSON.stringify(given));
    }
  });

  it('gives the same bytes for the same answers', async () => {
    expect(await scaffoldProject(pattern)).toEqual(await scaffoldProject(pattern));
  });

  it('has a reason for every choice', () => {
    for (const question of pattern.questions) {
      expect(question.prompt).not.toBe('');
      if (question.kind !== 'choice') continue;
      expect(question.choices.map(({ value }) => value)).toContain(question.default);
      for (const choice of question.choices) expect(choice.reason.length).toBeGreaterThan(20);
    }
  });
});

function checkProject(files: readonly ScaffoldFile[], given: string): void {
  const paths = files.map(({ path }) => path);
  expect(new Set(paths).size, given).toBe(paths.length);
  for (const path of paths)
    expect(path, given).toMatch(/^[A-Za-z0-9._][A-Za-z0-9._=+@-]*(\/[A-Za-z0-9._][A-Za-z0-9._=+@-]*)*$/);
  for (const path of paths) expect(path.split('/'), given).not.toContain('..');
  const project = checkProjectFile(textOf(files, 'fanout.json'), paths);
  const path = project.definition!;
  const parsed = parseDefinition(textOf(files, path), formatOf(path));
  expect(parsed.problems, given).toEqual([]);
  expect(validateDefinition(parsed, { type: project.type }), given).toEqual([]);
  // The same template stands beside both formats.
  if (formatOf(path) === 'json') checkTemplate(textOf(files, project.template!), parsed, project);
  const template = textOf(files, project.template!);
  const named = findDefinitions(template, syntaxOf('yaml')).referenced.map(({ logicalId }) => logicalId);
  expect(named, given).toHaveLength(1);
  const definitions = new Map(named.map((logicalId) => [logicalId, parsed]));
  expect(checkText(template, 'yaml', { definitions }), given).toEqual([]);
}

function checkProjectFile(text: string, paths: readonly string[]): Project {
  const { project, problems } = parseProject(text);
  expect(problems).toEqual([]);
  const resolved = resolveProjectPaths(project!, '/p').project!;
  const named = [
    resolved.definition!,
    resolved.template!,
    ...Object.values(resolved.inputs),
    ...Object.values(resolved.functions).map(({ module }) => module),
  ];
  for (const path of named) expect(paths).toContain(path.replace('/p/', ''));
  for (const folder of Object.values(project!.buckets))
    expect(paths.some((path) => path.startsWith(`${folder}/`))).toBe(true);
  return project!;
}

function checkTemplate(template: string, definition: Definition, project: Project): void {
  const placeholders = listSubstitutions(definition).filter(({ kind }) => kind === 'placeholder');
  const names = [...new Set(placeholders.map(({ name }) => name))];
  const found = templateSubstitutions(template, { definition: project.definition!, project });
  expect(found.problem).toBeUndefined();
  expect(found.unresolved).toEqual({});
  expect(Object.keys(found.values).toSorted()).toEqual(names.toSorted());
  for (const name of names)
    expect([...Object.keys(project.buckets), ...Object.keys(project.functions)]).toContain(project.substitutions[name]);
}

describe('a template', () => {
  it('says the same in YAML 1.1, which SAM reads', async () => {
    const { files } = await scaffoldProject(findPattern('distributed-map')!);
    const text = textOf(files!, 'template.yaml');
    const [old, now] = (['1.1', '1.2'] as const).map((version) => parseDocument(text, { version, logLevel: 'silent' }));
    expect(old?.errors).toEqual([]);
    expect(old?.toJSON()).toEqual(now?.toJSON());
    expect(now?.getIn(['Parameters', 'LogLevel', 'AllowedValues', 3])).toBe('OFF');
  });
});

function textOf(files: readonly ScaffoldFile[], path: string): string {
  const contents = files.find((file) => file.path === path)?.contents;
  if (typeof contents !== 'string') throw new Error(`${path} is no text`);
  return contents;
}

describe('scaffoldProject', () => {
  const pattern = findPattern('distributed-map')!;

  it('takes names that are asked for', async () => {
    const { files } = await scaffoldProject(pattern, {
      name: 'zip-codes',
      bucket: 'zips',
      key: 'a/b=c/zipcodes.csv',
      resultsBucket: 'out',
      resultsPrefix: 'runs/zip',
    });
    const template = textOf(files!, 'template.yaml');
    expect(template).toContain('!Sub arn:${AWS::Partition}:s3:::${DataBucket}/a/b=c/zipcodes.csv');
    expect(template).toContain('!Sub arn:${AWS::Partition}:s3:::${ResultsBucket}/runs/zip/*');
    expect(files!.map(({ path }) => path)).toContain('sample/data/a/b=c/zipcodes.csv');
    const project = parseProject(textOf(files!, 'fanout.json')).project!;
    expect(project.definition).toBe('statemachine/zip-codes.asl.json');
    expect(project.buckets).toEqual({ zips: 'sample/data', out: 'sample/results' });
  });

  it('reads only below the prefix of its files, and follows the Map Runs within its children', async () => {
    const { files } = await scaffoldProject(pattern, { nesting: 'distributed-in-distributed', key: 'in/' });
    const template = textOf(files!, 'template.yaml');
    const bucket = 'arn:${AWS::Partition}:s3:::${DataBucket}';
    expect(template.match(/!Sub .*\$\{DataBucket\}.*/g)).toEqual([`!Sub ${bucket}`, `!Sub ${bucket}/in/*`]);
    expect(template).toMatch(/s3:prefix:\s+- in\/\*/);
    const executions = 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${StateMachine.Name}';
    for (const resource of [
      '!Ref StateMachine',
      '!Sub ${StateMachine}/*',
      `!Sub ${executions}:*`,
      `!Sub ${executions}/*`,
    ])
      expect(template).toContain(`- ${resource}\n`);
  });

  it('takes a bucket that exists as a parameter and makes none', async () => {
    const { files } = await scaffoldProject(pattern, { bucketExists: true, bucket: 'mine' });
    const template = parseDocument(textOf(files!, 'template.yaml'));
    expect(template.getIn(['Parameters', 'DataBucket', 'Default'])).toBe('mine');
    expect(template.hasIn(['Resources', 'DataBucket'])).toBe(false);
    expect(template.hasIn(['Resources', 'ResultsBucket'])).toBe(true);
    expect(textOf(files!, 'README.md')).not.toContain('<DataBucketName>');
  });

  it.each<[Record<string, unknown>, string]>([
    [{ name: 'Bad Name' }, '"name" must be lower case words'],
    [{ source: 'xml' }, '"source" must be one of csv, json, jsonl, parquet, inventory, objects.'],
    [{ batchSize: 'many' }, '"batchSize" must be a whole number of 1 or more.'],
    [{ batchSize: 1.5 }, '"batchSize" must be a whole number of 1 or more.'],
    [{ maxConcurrency: 10_001 }, '"maxConcurrency" must be a whole number from 1 to 10000.'],
    [{ toleratedFailurePercentage: 101 }, '"toleratedFailurePercentage" must be a number from 0 to 100.'],
    [{ key: '../secret' }, '"key" must be a key such as'],
    [{ key: '/etc/passwd' }, '"key" must be a key such as'],
    [{ key: 'a//b' }, '"key" must be a key such as'],
    [{ key: 'input/' }, '"key" must name a file, not a folder.'],
    [{ source: 'objects', key: 'input' }, '"key" must end with "/"'],
    [{ nesting: 'distributed-in-distributed', key: 'input/orders.csv' }, '"key" must end with "/"'],
    [
      { source: 'objects', nesting: 'distributed-in-distributed' },
      '"nesting" must be one of none, inline-in-distributed.',
    ],
    [
      { nesting: 'distributed-in-distributed', filesAtOnce: 1000 },
      '"filesAtOnce" must be a whole number from 1 to 999.',
    ],
    [{ filesAtOnce: 2 }, '"filesAtOnce" has no use with the other answers'],
    [{ nesting: 'inline-in-distributed', itemsAtOnce: 41 }, '"itemsAtOnce" must be a whole number from 1 to 40.'],
    [{ source: 'inventory', key: 'manifest.json' }, '"key" must lie two folders deep'],
    [{ bucket: 'Data' }, '"bucket" must be a bucket name'],
    [{ bucket: 'same', resultsBucket: 'same' }, '"resultsBucket" must not be the bucket of the input'],
    [{ resultsPrefix: '../out' }, '"resultsPrefix" must be a key such as'],
    [{ writer: 'perhaps' }, '"writer" must be true or false.'],
    [{ writer: 'false', outputType: 'JSONL' }, '"outputType" has no use with the other answers: leave it out.'],
    [{ bacthSize: 5 }, 'Unknown answer "bacthSize". Known: name, source,'],
  ])('refuses %j by name', async (given, problem) => {
    const { files, problems } = await scaffoldProject(pattern, given);
    expect(files).toBeUndefined();
    expect(problems[0]).toContain(problem);
  });

  it('lists the simplest pattern first', () => {
    expect(PATTERNS.map(({ id }) => id)).toEqual(['inline-map', 'distributed-map', 'map-reduce', 'custom-pipeline']);
  });
});
