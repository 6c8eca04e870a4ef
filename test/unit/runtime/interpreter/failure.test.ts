import { describe, expect, it } from 'vitest';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import { Failure, failureOf } from '../../../../src/runtime/interpreter/failure.ts';

describe('failureOf', () => {
  it('says of a fault of ours that it is one, without a place on this machine, and lets no Catch hide it', () => {
    const { error, cause, fatal } = failureOf(new TypeError('x is not a function'));
    expect({ error, cause, fatal }).toEqual({
      error: 'States.Runtime',
      cause: 'The local Step Functions has a fault of its own: TypeError: x is not a function',
      fatal: true,
    });
  });

  it('leaves a failure what it is, and takes over what a task failed with', () => {
    const failure = new Failure('Custom', 'Because');
    expect(failureOf(failure)).toBe(failure);
    expect(failureOf(new StatesError('States.TaskFailed', 'Because'))).toMatchObject({
      error: 'States.TaskFailed',
      cause: 'Because',
      fatal: false,
    });
    expect(failureOf(new StatesError('', 'Because')).error).toBeUndefined();
  });
});
