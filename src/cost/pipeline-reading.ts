import type { ProjectPipeline } from '../project/project.ts';
import { NO_DEFINITION, type DefinitionReading } from './definition-facts.ts';

/** What stands in for a definition where a project is a custom pipeline: the approach that it takes. */
export const PIPELINE_READING: DefinitionReading = {
  facts: NO_DEFINITION,
  values: {},
  approach: 'custom-pipeline',
  remarks: [],
};

/** The values of the workload that the pipeline of a fanout.json fixes. */
export function pipelineValues({
  batchSize,
  memoryMb,
  maximumConcurrency,
}: Pick<ProjectPipeline, 'batchSize' | 'memoryMb' | 'maximumConcurrency'>) {
  return {
    sqsBatchSize: batchSize,
    lambdaMemoryMb: memoryMb,
    concurrency: maximumConcurrency,
    // A worker handles all messages of its batch at once.
    innerConcurrency: batchSize,
  };
}
