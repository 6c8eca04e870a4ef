import type { JsonObject } from '../asl/json.ts';
import type { PipelineServices } from '../project/pipeline-services.ts';
import type { ProjectPipeline } from '../project/project.ts';
import { readPipelineTemplate } from '../project/read-pipeline-template.ts';
import { NO_DEFINITION, type DefinitionReading } from './definition-facts.ts';
import type { WorkloadSources, WorkloadValues } from './workload.ts';

/** A project's pipeline as an estimate takes it. */
export interface PipelineReading extends Pick<WorkloadSources, 'template' | 'project'> {
  /** What stands in for a definition: the approach, and a sentence for each number that fanout.json has differently. */
  readonly definition: DefinitionReading;
}

type Fixed = Pick<ProjectPipeline, 'batchSize' | 'memoryMb' | 'maximumConcurrency'>;

/** Where fanout.json has the numbers of the worker: in `pipeline`, and as the workload's. */
const FIELDS = {
  batchSize: 'sqsBatchSize',
  memoryMb: 'lambdaMemoryMb',
  maximumConcurrency: 'concurrency',
} as const satisfies Record<keyof Fixed, keyof WorkloadValues>;

/** The values of the workload that a pipeline fixes. */
export function pipelineValues({ batchSize, memoryMb, maximumConcurrency }: Fixed) {
  return {
    sqsBatchSize: batchSize,
    lambdaMemoryMb: memoryMb,
    concurrency: maximumConcurrency,
    // A worker handles all messages of its batch at once.
    innerConcurrency: batchSize,
  };
}

/**
 * What a pipeline's project says of its workload. The template's numbers count, as they do in a local run, and without a
 * template those of `pipeline`. `template` has its name and its text; the text is undefined where it cannot be read.
 */
export function readPipelineWorkload(
  pipeline: ProjectPipeline,
  workload: JsonObject = {},
  template?: { readonly name: string; readonly text: string | undefined },
): PipelineReading {
  const answer = (remarks: readonly string[], values: Omit<PipelineReading, 'definition'>): PipelineReading => ({
    ...values,
    definition: { facts: NO_DEFINITION, values: {}, approach: 'custom-pipeline', remarks },
  });
  if (template) {
    const read = template.text === undefined ? { problem: 'it cannot be read' } : readPipelineTemplate(template.text);
    if ('services' in read) {
      const fixed = fixedBy(read.services);
      const values = valuesBeside(fixed, workload, pipeline.batchSize);
      const remarks = [...compare(fixed, pipeline, template.name), ...compareWorkload(fixed, workload, template.name)];
      return answer(remarks, { template: values, project: workload });
    }
    const values = { project: { ...workload, ...valuesBeside(pipeline, workload, pipeline.batchSize) } };
    return answer(
      [
        `What ${template.name} says is left out (${read.problem.replace(/\.$/, '')}): batches, memory and workers are those of "pipeline" in fanout.json.`,
        ...compareWorkload(pipeline, workload, '"pipeline"'),
      ],
      values,
    );
  }
  const values = valuesBeside(pipeline, workload, pipeline.batchSize);
  return answer(compareWorkload(pipeline, workload, '"pipeline"'), { project: { ...workload, ...values } });
}

function fixedBy({ worker, functions }: PipelineServices): Fixed {
  const { batchSize, maximumConcurrency } = worker;
  return { batchSize, maximumConcurrency, memoryMb: functions.worker.memoryMb };
}

/** With as many messages at once as the workload says, where that is not just the batch of before; never more than a batch. */
function valuesBeside(fixed: Fixed, workload: JsonObject, batchBefore: number): WorkloadValues {
  const { innerConcurrency: said } = workload;
  const values = pipelineValues(fixed);
  return typeof said === 'number' && said !== batchBefore
    ? { ...values, innerConcurrency: Math.min(said, fixed.batchSize) }
    : values;
}

function compare(fixed: Fixed, pipeline: Fixed, source: string): string[] {
  return names().flatMap((name) => differ(`pipeline.${name}`, pipeline[name], fixed[name], source));
}

function compareWorkload(fixed: Fixed, workload: JsonObject, source: string): string[] {
  return names().flatMap((name) => differ(`workload.${FIELDS[name]}`, workload[FIELDS[name]], fixed[name], source));
}

const names = (): (keyof Fixed)[] => Object.keys(FIELDS) as (keyof Fixed)[];

function differ(what: string, said: unknown, counts: number, source: string): string[] {
  if (said === undefined || said === counts) return [];
  return [
    `"${what}" is ${JSON.stringify(said)} by fanout.json, and ${counts} by ${source}: the estimate goes by ${source}.`,
  ];
}
