import type { JsonObject } from '../../asl/json.ts';
import { StepFunctionsFault, type OwnStepFunctions } from '../tasks/step-functions-tasks.ts';
import { dispatchAction } from './actions.ts';
import { ApiError } from './api-error.ts';
import type { Service } from './service.ts';

/** This service as its own tasks see it. `service`: asked for with each call, since it has the tasks among its parts. */
export function createOwnStepFunctions(accountId: string, service: () => Service): OwnStepFunctions {
  return {
    accountId,
    async call(action, body, signal) {
      try {
        return (await dispatchAction(service(), action, body, signal)) as JsonObject;
      } catch (error) {
        if (error instanceof ApiError) throw new StepFunctionsFault(error.code, error.message, error.status);
        throw error;
      }
    },
    async ended(executionArn) {
      await service().executions.find(executionArn)?.execution.result;
    },
  };
}
