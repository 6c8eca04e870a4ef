import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { scaffoldedServices, type PipelineServices } from '../project/pipeline-services.ts';
import type { Project, ProjectPipeline } from '../project/project.ts';
import { readPipelineTemplate } from '../project/read-pipeline-template.ts';
import { PipelineRunError } from './run-pipeline.ts';

export interface LoadedServices {
  readonly services: PipelineServices;
  /** Where fanout.json has another number than the template, which counts: one sentence each. */
  readonly remarks: readonly string[];
}

/**
 * How the services of a project's pipeline are set up: by its template, else as a scaffold sets them up with the numbers
 * of its fanout.json. Throws PipelineRunError where the template has what a local run does not do. Paths are absolute.
 */
export async function loadServices({ template }: Project, pipeline: ProjectPipeline): Promise<LoadedServices> {
  if (template === undefined) return { services: scaffoldedServices(pipeline), remarks: [] };
  const text = await readFile(template, 'utf8').catch(() => undefined);
  if (text === undefined) throw new PipelineRunError(`${template} cannot be read: check "template" in fanout.json.`);
  const read = readPipelineTemplate(text);
  if ('problem' in read) throw new PipelineRunError(`${template}: ${read.problem}`);
  return { services: read.services, remarks: compare(read.services, pipeline, basename(template)) };
}

function compare({ worker, functions }: PipelineServices, pipeline: ProjectPipeline, file: string): string[] {
  const said = {
    batchSize: worker.batchSize,
    maximumConcurrency: worker.maximumConcurrency,
    timeoutSeconds: functions.worker.timeoutSeconds,
    memoryMb: functions.worker.memoryMb,
  };
  return Object.entries(said).flatMap(([key, number]) => {
    const other = pipeline[key as keyof typeof said];
    return other === number
      ? []
      : [`"pipeline.${key}" is ${other} by fanout.json, and ${number} by ${file}: the run goes by ${file}.`];
  });
}
