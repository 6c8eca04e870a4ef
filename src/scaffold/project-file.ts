import type { Project } from '../project/project.ts';

/** fanout.json, with the keys in the order that a reader wants. */
export function projectFile(project: Project): string {
  const { definition, template, type, queryLanguage, substitutions, buckets, functions, mocks, inputs, workload } =
    project;
  const ordered = {
    definition,
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
  return `${JSON.stringify(ordered, null, 2)}\n`;
}
