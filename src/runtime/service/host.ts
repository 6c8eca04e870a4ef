import { createHash, randomUUID } from 'node:crypto';
import type { ExecutionOptions } from '../interpreter/execution-contract.ts';
import type { Service } from './service.ts';

/** What intrinsic functions and JSONata ask of the machine that they run on. */
export function hostOf({ random }: Service): Pick<ExecutionOptions, 'random' | 'uuid' | 'hash'> {
  return {
    random,
    uuid: randomUUID,
    hash: (algorithm, text) => createHash(algorithm.replaceAll('-', '')).update(text).digest('hex'),
  };
}
