import { expect, it } from 'vitest';
import { childMachineArn } from '../../../../src/runtime/service/arns.ts';

it.each([
  ['name/Label', 'name/Label'],
  ['name/Outer/Inner', 'name/Outer/Inner'],
])('the children of the Map Run %s are executions of %s', (mapRun, machine) => {
  const arn = (type: string): string => `arn:aws:states:us-east-1:123456789012:${type}:`;
  expect(childMachineArn(`${arn('mapRun')}${mapRun}:00000000-0000-4000-8000-000000000001`)).toBe(
    `${arn('stateMachine')}${machine}`,
  );
});
