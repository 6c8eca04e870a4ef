import type { Ports, Reduce, Task } from '../../templates/custom-pipeline/functions/pipeline/ports.ts';
import type { FunctionName } from '../project/pipeline-services.ts';

/** What the modules of a scaffolded project export. */
export interface ProjectCode {
  readonly functions: Readonly<Record<FunctionName, (event: never, ports: Ports) => Promise<unknown>>>;
  readonly task: Task;
  readonly reduce: Reduce;
}
