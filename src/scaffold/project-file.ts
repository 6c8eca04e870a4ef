import type { Project } from '../project/project.ts';

/** The keys in the order that a reader wants; a pipeline has use for some of them only. */
const KEYS = {
  definition: [
    'definition',
    'template',
    'type',
    'queryLanguage',
    'substitutions',
    'buckets',
    'functions',
    'mocks',
    'inputs',
    'workload',
  ],
  pipeline: ['pipeline', 'template', 'inputs', 'workload'],
} satisfies Record<string, readonly (keyof Project)[]>;

/** fanout.json, with its keys in order. */
export function projectFile(project: Project): string {
  const keys = project.pipeline ? KEYS.pipeline : KEYS.definition;
  return `${JSON.stringify(Object.fromEntries(keys.map((key) => [key, project[key]])), null, 2)}\n`;
}
