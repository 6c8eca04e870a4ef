import { createPorts, type LambdaContext } from './aws.ts';
import { PIPELINE } from './pipeline.ts';
import type { Ports } from './pipeline/ports.ts';
import { reduce } from './reduce.ts';
import { task } from './task.ts';

/** A function of the pipeline as a Lambda handler. */
function onAws<Event, Answer>(
  handle: (event: Event, ports: Ports) => Promise<Answer>,
): (event: Event, context: LambdaContext) => Promise<Answer> {
  return (event, context) => handle(event, createPorts(context, task, reduce));
}

export const splitter = onAws(PIPELINE.splitter);
export const worker = onAws(PIPELINE.worker);
export const counter = onAws(PIPELINE.counter);
export const reducer = onAws(PIPELINE.reducer);
export const deadLetters = onAws(PIPELINE.deadLetters);
export const redriver = onAws(PIPELINE.redriver);
export const sweeper = onAws(PIPELINE.sweeper);
