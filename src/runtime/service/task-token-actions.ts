import { parseExactJson } from '../../asl/exact-numbers.ts';
import type { JsonValue } from '../../asl/json.ts';
import { DATA, defineAction } from './action.ts';
import { ApiError } from './api-error.ts';

const TOKEN = { type: 'string', required: true, min: 1, max: 2048 } as const;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html */
export const sendTaskSuccess = defineAction({
  fields: { taskToken: TOKEN, output: { ...DATA, required: true } },
  run({ taskToken, output }, service) {
    const listener = service.callbacks.find(taskToken);
    listener.succeeded(parseOutput(output));
    return {};
  },
});

export const sendTaskFailure = defineAction({
  fields: { taskToken: TOKEN, error: { type: 'string', max: 256 }, cause: { type: 'string', max: 32_768 } },
  run({ taskToken, error, cause }, service) {
    service.callbacks.find(taskToken).failed(error, cause);
    return {};
  },
});

export const sendTaskHeartbeat = defineAction({
  fields: { taskToken: TOKEN },
  run({ taskToken }, service) {
    service.callbacks.find(taskToken).heartbeat();
    return {};
  },
});

function parseOutput(text: string): JsonValue {
  try {
    return parseExactJson(text);
  } catch (error) {
    throw new ApiError('InvalidOutput', `Invalid Output: '${error instanceof Error ? error.message : String(error)}'`);
  }
}
