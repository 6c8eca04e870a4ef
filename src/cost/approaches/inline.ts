import type { DefinitionFacts } from '../definition-facts.ts';
import type { Ledger } from '../ledger.ts';
import { multiplyRatios, ratioOf } from '../money.ts';
import type { Workload } from '../workload-fields.ts';
import { addExpress, expressMemoryMb } from './express.ts';
import { addLambda } from './lambda.ts';
import { atOnce, attempts, attemptsAgain, callsOfIteration, inlineMilliseconds, statesOfIteration } from './work.ts';

/** An inline Map in a Standard workflow: every state entered is a transition, of each iteration as well, and each retry. */
export function addInlineStandard(ledger: Ledger, workload: Workload, facts: DefinitionFacts): void {
  const { items } = workload;
  const { mapPointer: pointer, workerPointer, parentStates } = facts;
  ledger.add('stateTransition', { item: 'States outside the iterations', perRun: ratioOf(parentStates), pointer });
  ledger.add('stateTransition', {
    item: 'States of the iterations',
    perRun: ratioOf(items * statesOfIteration(workload)),
    pointer,
  });
  const tasks = ratioOf(items * Math.max(1, callsOfIteration(workload)));
  ledger.add('stateTransition', {
    item: 'Retries',
    perRun: multiplyRatios(tasks, attemptsAgain(workload)),
    pointer: workerPointer,
  });
  addInlineLambda(ledger, workload, facts);
}

/** An inline Map in an Express workflow: one request, and the duration of the whole run. */
export function addInlineExpress(ledger: Ledger, workload: Workload, facts: DefinitionFacts): void {
  const { items, itemBytes, logBytesPerState } = workload;
  addExpress(ledger, {
    who: 'Executions',
    executions: [
      {
        count: 1,
        milliseconds: inlineMilliseconds(workload),
        waitMilliseconds: inlineMilliseconds({ ...workload, taskMilliseconds: 0 }),
      },
    ],
    memoryMb: expressMemoryMb(facts.definitionBytes, items * itemBytes),
    attempts: attempts(workload),
    logBytes: (facts.parentStates + items * statesOfIteration(workload)) * logBytesPerState,
    pointer: facts.mapPointer,
  });
  addInlineLambda(ledger, workload, facts);
}

function addInlineLambda(ledger: Ledger, workload: Workload, { workerPointer }: DefinitionFacts): void {
  const calls = callsOfIteration(workload);
  if (calls === 0) return;
  addLambda(ledger, workload, {
    who: 'the worker',
    invocations: [{ count: workload.items * calls, milliseconds: workload.taskMilliseconds / calls }],
    memoryMb: workload.lambdaMemoryMb,
    attempts: attempts(workload),
    atOnce: Math.min(atOnce('inline-standard', workload), workload.lambdaConcurrency),
    pointer: workerPointer,
  });
}
