import type { DefinitionFacts } from '../definition-facts.ts';
import type { Ledger } from '../ledger.ts';
import { multiplyRatios, ratioOf } from '../money.ts';
import type { Workload } from '../workload-fields.ts';
import { addExpress, expressMemoryMb } from './express.ts';
import { addLambda } from './lambda.ts';
import { addBeside, addParentCalls } from './levels.ts';
import { besideMilliseconds } from './level-time.ts';
import { addRequests } from './s3.ts';
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
  addRest(ledger, workload, facts, 'STANDARD');
}

/** An inline Map in an Express workflow: one request, and the duration of the whole run. */
export function addInlineExpress(ledger: Ledger, workload: Workload, facts: DefinitionFacts): void {
  const { items, itemBytes, logBytesPerState } = workload;
  const beside = besideMilliseconds(workload, facts);
  addExpress(ledger, {
    who: 'Executions',
    executions: [
      {
        count: 1,
        milliseconds: inlineMilliseconds(workload) + beside,
        // What is beside the work on the items is not done again with it.
        waitMilliseconds: inlineMilliseconds({ ...workload, taskMilliseconds: 0 }) + beside,
      },
    ],
    memoryMb: expressMemoryMb(facts.definitionBytes, items * itemBytes),
    attempts: attempts(workload),
    logBytes: (facts.parentStates + items * statesOfIteration(workload)) * logBytesPerState,
    pointer: facts.mapPointer,
  });
  addRest(ledger, workload, facts, 'EXPRESS');
}

function addRest(ledger: Ledger, workload: Workload, facts: DefinitionFacts, host: 'STANDARD' | 'EXPRESS'): void {
  const { child, batched, mapPointer: pointer } = facts;
  const { items, innerItems } = workload;
  addInlineLambda(ledger, workload, facts);
  const each = { s3Gets: child.s3GetsPerItem, s3Puts: child.s3PutsPerItem };
  if (!batched) addRequests(ledger, child, { times: items, who: 'states of the iterations', pointer });
  addRequests(ledger, each, { times: batched ? items : items * innerItems, who: 'states for each item', pointer });
  addBeside(ledger, workload, facts, { host, withResults: false });
  addParentCalls(ledger, workload, facts);
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
