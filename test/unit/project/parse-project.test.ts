import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProject } from '../../../src/project/parse-project.ts';

const FULL = {
  definition: 'statemachine/work.asl.json',
  template: 'template.yaml',
  type: 'EXPRESS',
  queryLanguage: 'JSONata',
  substitutions: { DataBucket: 'data' },
  buckets: { data: 'sample/data' },
  functions: { Worker: { module: 'functions/worker.mjs', export: 'main', timeoutSeconds: 900, memoryMb: 10_240 } },
  mocks: 'mocks.json',
  inputs: { sample: 'sample/input.json' },
  workload: { items: 10 },
};

const PIPELINE = {
  module: 'functions/pipeline.ts',
  task: 'functions/task.ts',
  reduce: 'functions/reduce.ts',
  format: 'csv',
  output: 'sample/output',
  shards: 100,
  batchSize: 1,
  maximumConcurrency: 1000,
  timeoutSeconds: 10,
  memoryMb: 10_240,
};

/** A project has one of the two. */
const FULL_PIPELINE = { ...FULL, definition: undefined, pipeline: PIPELINE };

describe('parseProject', () => {
  it('reads every key', () => {
    expect(parseProject(JSON.stringify(FULL))).toEqual({ project: FULL, problems: [] });
  });

  it('reads a custom pipeline, and fills in what a scaffold says', () => {
    const rest = { ...FULL, definition: undefined };
    expect(parseProject(JSON.stringify(FULL_PIPELINE))).toEqual({
      project: { ...rest, pipeline: PIPELINE },
      problems: [],
    });
    const { module, task, reduce, format, output } = PIPELINE;
    const short = JSON.stringify({ pipeline: { module, task, reduce, format, output } });
    expect(parseProject(short).project?.pipeline).toMatchObject({
      shards: 32,
      batchSize: 10,
      maximumConcurrency: 100,
      timeoutSeconds: 60,
      memoryMb: 512,
    });
  });

  it('fills in what Lambda and Step Functions take when nothing is said', () => {
    const { project } = parseProject('{"definition": "a.json", "functions": {"Worker": {"module": "w.mjs"}}}');
    expect(project).toEqual({
      definition: 'a.json',
      type: 'STANDARD',
      substitutions: {},
      buckets: {},
      inputs: {},
      functions: { Worker: { module: 'w.mjs', export: 'handler', timeoutSeconds: 3, memoryMb: 128 } },
    });
  });

  it('leaves $schema out of the project', () => {
    expect(parseProject('{"$schema": "x", "definition": "a.json"}').project).not.toHaveProperty('$schema');
  });

  it('takes a byte order mark, and keeps places as the text has them', () => {
    const text = '\uFEFF{"definition": "a.json", "bucket": {}}';
    const [problem] = parseProject(text).problems;
    expect(text.slice(problem?.start, problem?.end)).toBe('"bucket"');
  });

  it.each([
    ['', 'The file is empty.'],
    ['{"definition": "a.json",}', 'Not valid JSON: property name expected.'],
    ['[]', 'fanout.json must be an object.'],
    ['{}', 'fanout.json needs "definition" or "pipeline", one of them.'],
    [JSON.stringify({ ...FULL, pipeline: PIPELINE }), 'fanout.json needs "definition" or "pipeline", one of them.'],
    ['{"pipeline": {}}', '"pipeline" lacks "module".'],
    [
      JSON.stringify({ pipeline: { ...PIPELINE, batchSize: 11 } }),
      '"pipeline.batchSize" must be a whole number from 1 to 10.',
    ],
    ['{"definition": 1}', '"definition" must be a path (a string).'],
    ['{"definition": ""}', '"definition" is empty.'],
    ['{"definition": "/a.json"}', '"definition" is absolute: make it relative to fanout.json.'],
    ['{"definition": "C:/a.json"}', '"definition" is absolute: make it relative to fanout.json.'],
    ['{"definition": "a\\\\b.json"}', '"definition" uses "\\": write "/" between folders.'],
    ['{"definition": "a", "definition": "b"}', '"definition" is written twice.'],
    ['{"definition": "a", "type": "express"}', '"type" must be "STANDARD" or "EXPRESS".'],
    ['{"definition": "a", "buckets": {"b": 1}}', '"buckets.b" must be a path (a string).'],
    ['{"definition": "a", "buckets": {"": "b"}}', '"buckets" has a key without a name.'],
    ['{"definition": "a", "inputs": []}', '"inputs" must be an object.'],
    ['{"definition": "a", "functions": {"w": {}}}', '"functions.w" lacks "module".'],
    [
      '{"definition": "a", "functions": {"w": {"module": "m", "timeoutSeconds": 901}}}',
      '"functions.w.timeoutSeconds" must be a whole number from 1 to 900.',
    ],
    [
      '{"definition": "a", "functions": {"w": {"module": "m", "handler": "h"}}}',
      'Unknown key "functions.w.handler". Known here: module, export, timeoutSeconds, memoryMb.',
    ],
  ])('refuses %s', (text, message) => {
    const { project, problems } = parseProject(text);
    expect(project).toBeUndefined();
    expect(problems[0]?.message).toBe(message);
  });

  it('never throws, and never gives both a project and a problem', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { project, problems } = parseProject(text);
        expect(project === undefined).toBe(problems.length > 0);
      }),
    );
  });
});

describe('schemas/fanout.schema.json', () => {
  const schema = JSON.parse(readFileSync(new URL('../../../schemas/fanout.schema.json', import.meta.url), 'utf8')) as {
    properties: object;
  };
  const validate = new Ajv({ strict: true }).compile(schema);

  it('knows the same keys as the parser', () => {
    expect(validate(FULL)).toBe(true);
    expect(validate(JSON.parse(JSON.stringify(FULL_PIPELINE)))).toBe(true);
    expect(Object.keys(schema.properties).toSorted()).toEqual([...Object.keys(FULL), 'pipeline', '$schema'].toSorted());
  });

  it('accepts what the parser accepts, and nothing else', () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        1,
        3.5,
        128,
        901,
        '',
        'a',
        '/a',
        'a\\b',
        'C:/x',
        'C:x',
        '../a',
        'STANDARD',
        'JSONata',
      ),
      fc.constantFrom<unknown>(
        {},
        [],
        { '': 'a' },
        { x: 'a' },
        { x: 1 },
        { x: { module: 'm' } },
        { x: { module: '/m' } },
      ),
    );
    const spoilt = fc.record(
      {
        key: fc.constantFrom(...Object.keys(FULL), '$schema', 'extra'),
        value: odd,
        inFunction: fc.option(fc.constantFrom('module', 'export', 'timeoutSeconds', 'memoryMb', 'extra')),
        inPipeline: fc.option(fc.constantFrom(...Object.keys(PIPELINE), 'extra')),
      },
      { requiredKeys: ['key', 'value', 'inFunction', 'inPipeline'] },
    );
    fc.assert(
      fc.property(spoilt, ({ key, value, inFunction, inPipeline }) => {
        const functions = {
          Worker: { ...FULL.functions.Worker, [inFunction ?? 'export']: inFunction ? value : 'main' },
        };
        const { definition, ...rest } = FULL;
        const pipeline = { ...PIPELINE, [inPipeline ?? 'format']: inPipeline ? value : 'csv' };
        const subject = inPipeline ? { pipeline } : { definition };
        const document = { ...rest, ...subject, functions, ...(inFunction || inPipeline ? {} : { [key]: value }) };
        const { problems } = parseProject(JSON.stringify(document));
        expect(validate(document), JSON.stringify(document)).toBe(problems.length === 0);
      }),
      { numRuns: 1000 },
    );
  });
});
