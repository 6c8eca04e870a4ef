import type { Project } from '../project/project.ts';

/** fanout.json, with the keys in the order that a reader wants. */
export function projectFile(project: Project): string {
  const {
    definition,
    pipeline,
    template,
    type,
    queryLanguage,
    substitutions,
    buckets,
    functions,
    mocks,
    inputs,
    workload,
  } = project;
  const ordered = {
    definition,
    pipeline,
    template,
    type,
    queryLanguage,
    substitutions,
    buckets,
    functions,
    mocks,
    inputs,
    workload,
  };
  return `${JSON.stringify(pipeline ? { pipeline, template, inputs, workload } : ordered, null, 2)}\n`;
}
