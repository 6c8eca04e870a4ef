import { VirtualClock } from '../../src/runtime/clock/virtual-clock.ts';
import { dispatchAction } from '../../src/runtime/service/actions.ts';
import { createArnFactory } from '../../src/runtime/service/arns.ts';
import { createMachineStore } from '../../src/runtime/service/machine-store.ts';
import type { Service } from '../../src/runtime/service/service.ts';
import { createTagStore } from '../../src/runtime/service/tag-store.ts';
import type { Comparator, RecordedCase } from './case.ts';

/** Compares `variableReferences` of DescribeStateMachine, of a machine that CreateStateMachine took. */
export async function judgeVariableReferences(recorded: RecordedCase, comparator: Comparator): Promise<string[]> {
  // What these two actions work on.
  const service = {
    limits: 'aws',
    arns: createArnFactory('us-east-1', '123456789012'),
    clock: new VirtualClock(0),
    machines: createMachineStore(),
    tags: createTagStore(),
  } as Partial<Service> as Service;
  const { definition, stateMachineType: type = 'STANDARD', expected } = recorded;
  const ask = (action: string, body: object) =>
    dispatchAction(service, action, body as never, new AbortController().signal);
  const roleArn = 'arn:aws:iam::123456789012:role/recorded';
  const stateMachineArn = service.arns.stateMachine('recorded');
  await ask('CreateStateMachine', { name: 'recorded', definition: JSON.stringify(definition), roleArn, type });
  const { variableReferences } = (await ask('DescribeStateMachine', { stateMachineArn })) as Record<string, unknown>;
  return comparator.match(expected, { variableReferences })
    ? []
    : [`expected ${JSON.stringify(expected)}\n      actual   ${JSON.stringify({ variableReferences })}`];
}
