import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSyntax } from '../../../src/asl/parse.ts';
import { layoutPipeline } from '../../../src/graph/layout-pipeline.ts';
import { toPipelineMermaid } from '../../../src/graph/pipeline-mermaid.ts';
import { renderSvg } from '../../../src/graph/render-svg.ts';
import type { PipelineLink, PipelineModel, PipelinePart } from '../../../src/project/pipeline-model/pipeline-model.ts';
import { readPipeline } from '../../../src/project/pipeline-model/read-pipeline.ts';
import { findPattern } from '../../../src/scaffold/patterns.ts';
import { scaffoldProject } from '../../../src/scaffold/scaffold-project.ts';
import { findFaults } from '../../tools/picture-faults.ts';

const KINDS: readonly PipelineLink['kind'][] = ['event', 'send', 'write', 'read', 'failure', 'use'];
const TYPES: readonly PipelinePart['type'][] = ['Function', 'Queue', 'Table', 'Bucket', 'DeadLetterQueue', 'Schedule'];

function partNamed(name: string, type: PipelinePart['type'] = 'Function'): PipelinePart {
  return { id: `/Resources/${name}`, name, type, marks: [], notes: [], nameStart: 0, nameEnd: 0, start: 0, end: 0 };
}

/** Pipelines of every shape: circles, several writers, parts by themselves, lines to themselves. */
function pipelines(): fc.Arbitrary<PipelineModel> {
  return fc.integer({ min: 1, max: 14 }).chain((count) => {
    const id = fc.integer({ min: 0, max: count - 1 }).map((index) => `/Resources/P${index}`);
    const label = fc.option(fc.constantFrom('batch 10', 'batch 1,000 in 2 s · filtered'), { nil: undefined });
    const link = fc.record({ from: id, to: id, kind: fc.constantFrom(...KINDS), label });
    return fc.record({
      parts: fc
        .array(fc.constantFrom(...TYPES), { minLength: count, maxLength: count })
        .map((types) => types.map((type, index) => partNamed(`P${index}`, type))),
      links: fc.uniqueArray(link, { maxLength: 24, selector: ({ from, to }) => `${from} ${to}` }),
    });
  });
}

async function scaffold(answers: Record<string, unknown> = {}, pattern = 'custom-pipeline'): Promise<PipelineModel> {
  const { files = [], problems } = await scaffoldProject(findPattern(pattern)!, answers);
  expect(problems).toEqual([]);
  const template = files.find(({ path }) => path === 'template.yaml');
  return readPipeline(parseSyntax(String(template?.contents), 'yaml').root);
}

describe('layoutPipeline', () => {
  it('keeps parts apart and lines off them, and draws all of both, whatever the pipeline', () => {
    fc.assert(
      fc.property(pipelines(), (pipeline) => {
        const graph = layoutPipeline(pipeline);
        expect(findFaults(graph)).toEqual([]);
        expect(graph.nodes.length).toBe(pipeline.parts.length);
        expect(graph.edges.length).toBe(pipeline.links.length);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    {},
    { format: 'csv', batchSize: 1, timeoutSeconds: 30 },
    { maximumConcurrency: 1000, memoryMb: 2048, shards: 1, retentionDays: '365', alarmAgeMinutes: 5 },
    { name: 'a-name-that-is-as-long-as-a-name-may-be' },
  ])('draws the custom pipeline of %j in the order in which it is told', async (answers) => {
    const graph = layoutPipeline(await scaffold(answers));
    expect(findFaults(graph)).toEqual([]);
    const at = (name: string) => graph.nodes.find((node) => node.name === name)!;
    const isAbove = (...names: string[]): void => {
      for (const [index, name] of names.slice(1).entries())
        expect(at(names[index]!).y + at(names[index]!).height, `${names[index]} above ${name}`).toBeLessThan(
          at(name).y,
        );
    };
    const middle = (name: string): number => at(name).x + at(name).width / 2;
    isAbove('InputBucket', 'SplitterFunction', 'WorkQueue', 'WorkerFunction', 'Table', 'Table stream');
    isAbove('Table stream', 'CounterFunction');
    isAbove('Table stream', 'ReducerFunction', 'OutputBucket');
    isAbove('WorkQueue', 'DeadLetterQueue', 'DeadLettersFunction', 'ParkedQueue', 'RedriverFunction');
    // The flow is one straight line, counter before reducer, and failures stand at its right.
    for (const name of ['SplitterFunction', 'WorkQueue', 'WorkerFunction', 'Table', 'Table stream'])
      expect(middle(name)).toBe(middle('InputBucket'));
    expect(middle('CounterFunction')).toBeLessThan(middle('ReducerFunction'));
    expect(at('DeadLetterQueue').x).toBeGreaterThan(at('WorkerFunction').x + at('WorkerFunction').width);
  });

  it('draws what leads back or helps quietly, and the flow not', async () => {
    const { nodes, edges } = layoutPipeline(await scaffold());
    const nameOf = (id: string) => nodes.find((node) => node.id === id)?.name;
    const quiet = edges.filter((edge) => edge.quiet).map(({ from, to }) => `${nameOf(from)} → ${nameOf(to)}`);
    expect(quiet).toContain('CounterFunction → Table');
    expect(quiet).toContain('RedriverFunction → WorkQueue');
    expect(quiet).toContain('SweeperFunction → SplitterFunction');
    expect(quiet).not.toContain('WorkerFunction → Table');
    expect(quiet).not.toContain('SplitterFunction → WorkQueue');
  });

  it('says the settings and the lines of a part in words, for tooltips and screen readers', async () => {
    const svg = renderSvg(layoutPipeline(await scaffold()), { title: 'template.yaml' });
    const [, worker] = /data-pointer="\/Resources\/WorkerFunction"><title>([^<]*)</.exec(svg) ?? [];
    expect(worker).toBe(
      'Lambda function WorkerFunction, time-out 60 s, 512 MB of memory, nodejs24.x, handlers.worker, ' +
        'fed by WorkQueue (batch 10, max 100 at once), sends to ParkedQueue, writes Table',
    );
  });

  it('is the picture that was looked at', async () => {
    const svg = renderSvg(layoutPipeline(await scaffold()), { title: 'template.yaml' });
    const body = svg.replace(/<style>[\s\S]*<\/style>/, '').replaceAll('><', '>\n<');
    await expect(body).toMatchFileSnapshot('../../fixtures/pictures/custom-pipeline.svg');
  });

  it.each(['inline-map', 'distributed-map'])('draws the template of %s around its state machine', async (pattern) => {
    const graph = layoutPipeline(await scaffold({}, pattern));
    expect(findFaults(graph)).toEqual([]);
    expect(graph.nodes.map(({ type }) => type)).toContain('StateMachine');
    expect(graph.edges.length).toBeGreaterThan(0);
  });

  it('sets parts that no line leads to below the others, in rows', () => {
    const parts = Array.from({ length: 12 }, (_, index) => partNamed(`Lonely${index}`));
    const link: PipelineLink = { from: '/Resources/A', to: '/Resources/B', kind: 'event', label: undefined };
    const graph = layoutPipeline({ parts: [...parts, partNamed('A'), partNamed('B')], links: [link] });
    expect(findFaults(graph)).toEqual([]);
    const lonely = graph.nodes.filter(({ name }) => name.startsWith('Lonely'));
    const b = graph.nodes.find(({ name }) => name === 'B')!;
    expect(Math.min(...lonely.map(({ y }) => y))).toBeGreaterThan(b.y + b.height);
    expect(new Set(lonely.map(({ y }) => y)).size).toBeGreaterThan(1);
    expect(lonely[0]?.notes).toEqual(['nothing in the template leads to or from it']);
  });

  it('gives nothing for nothing', () => {
    expect(layoutPipeline({ parts: [], links: [] })).toEqual({ nodes: [], edges: [], width: 0, height: 0 });
  });
});

describe('toPipelineMermaid', () => {
  it('prints parts and lines, failures dotted, and no name that could end its string', () => {
    const odd = { ...partNamed('A'), name: 'a"]<b>' };
    const text = toPipelineMermaid({
      parts: [odd, partNamed('Q', 'Queue')],
      links: [
        { from: odd.id, to: '/Resources/Q', kind: 'send', label: undefined },
        { from: '/Resources/Q', to: odd.id, kind: 'failure', label: 'after 5 receives' },
      ],
    });
    expect(text).toBe(
      [
        'flowchart TD',
        '  n0["a#34;#93;#60;b#62;<br/>Lambda function"]',
        '  n1[["Q<br/>SQS queue"]]',
        '  n0 --> n1',
        '  n1 -.->|"after 5 receives"| n0',
        '',
      ].join('\n'),
    );
  });
});
