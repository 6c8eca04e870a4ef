import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { readPipelineWorkload } from '../../../src/cost/pipeline-reading.ts';
import { readWorkload } from '../../../src/cost/workload.ts';
import { parseProject } from '../../../src/project/parse-project.ts';
import { CUSTOM_PIPELINE } from '../../../src/scaffold/custom-pipeline/custom-pipeline.ts';
import { scaffoldProject } from '../../../src/scaffold/scaffold-project.ts';

const { files = [] } = await scaffoldProject(CUSTOM_PIPELINE, {});
const contentsOf = (name: string): string => String(files.find(({ path }) => path === name)?.contents);
const TEMPLATE = contentsOf('template.yaml');
const { project } = parseProject(contentsOf('fanout.json'));

/** The worker's numbers as an estimate takes them, where each comes from, and what is said. */
function read(workload: JsonObject, text?: string) {
  if (!project?.pipeline) throw new Error('The scaffold has no pipeline.');
  const template = text === undefined ? undefined : { name: 'template.yaml', text };
  const { definition, ...sources } = readPipelineWorkload(project.pipeline, workload, template);
  const found = readWorkload({ items: 5 }, definition.values, sources);
  if ('errors' in found) throw new Error(found.errors.join(' '));
  const { sqsBatchSize, lambdaMemoryMb, concurrency, innerConcurrency } = found.workload;
  const { from } = found.assumptions.find(({ field }) => field === 'sqsBatchSize') ?? {};
  return { numbers: [sqsBatchSize, lambdaMemoryMb, concurrency, innerConcurrency], from, said: definition.remarks };
}

const CHANGED = TEMPLATE.replace('BatchSize: 10\n', 'BatchSize: 2\n');

describe('readPipelineWorkload', () => {
  it('says nothing of a scaffold as it comes: its template and its fanout.json agree', () => {
    const expected = { numbers: [10, 512, 100, 10], from: 'template', said: [] };
    expect(read(project?.workload ?? {}, TEMPLATE)).toEqual(expected);
  });

  it('goes by the template, and says where fanout.json has another number', () => {
    expect(CHANGED).not.toBe(TEMPLATE);
    expect(read(project?.workload ?? {}, CHANGED)).toEqual({
      numbers: [2, 512, 100, 2],
      from: 'template',
      said: [
        '"pipeline.batchSize" is 10 by fanout.json, and 2 by template.yaml: the estimate goes by template.yaml.',
        '"workload.sqsBatchSize" is 10 by fanout.json, and 2 by template.yaml: the estimate goes by template.yaml.',
      ],
    });
  });

  it('takes fewer messages at once where the workload says so, and never more than a batch', () => {
    expect(read({ innerConcurrency: 3 }, TEMPLATE).numbers.at(-1)).toBe(3);
    expect(read({ innerConcurrency: 3 }, CHANGED).numbers.at(-1)).toBe(2);
  });

  it('goes by "pipeline" without a template, as a local run does, and says where the workload differs', () => {
    expect(read({ concurrency: 7 })).toEqual({
      numbers: [10, 512, 100, 10],
      from: 'project',
      said: ['"workload.concurrency" is 7 by fanout.json, and 100 by "pipeline": the estimate goes by "pipeline".'],
    });
  });

  it('says that a template which tells nothing is left out, and why', () => {
    const { numbers, from, said } = read({}, TEMPLATE.replace('BatchSize: 10\n', 'BatchSize: !Ref Unknown\n'));
    expect([numbers, from]).toEqual([[10, 512, 100, 10], 'project']);
    expect(said).toEqual([
      'What template.yaml says is left out (BatchSize of WorkerFunction.Task is not known before it is deployed): batches, memory and workers are those of "pipeline" in fanout.json.',
    ]);
  });
});
