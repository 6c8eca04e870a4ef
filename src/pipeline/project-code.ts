import type { Ports, Reduce, Task } from '../../templates/custom-pipeline/functions/pipeline/ports.ts';

/** The functions of a pipeline, in the order in which work goes through them. */
export const FUNCTION_NAMES = [
  'splitter',
  'worker',
  'counter',
  'reducer',
  'deadLetters',
  'redriver',
  'sweeper',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** What the modules of a scaffolded project export. */
export interface ProjectCode {
  readonly functions: Readonly<Record<FunctionName, (event: never, ports: Ports) => Promise<unknown>>>;
  readonly task: Task;
  readonly reduce: Reduce;
}
