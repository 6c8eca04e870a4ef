import { isJsonObject, type JsonObject, type JsonValue } from '../../src/asl/json.ts';
import { VirtualClock } from '../../src/runtime/clock/virtual-clock.ts';
import { dispatchAction } from '../../src/runtime/service/actions.ts';
import { ApiError } from '../../src/runtime/service/api-error.ts';
import { createArnFactory } from '../../src/runtime/service/arns.ts';
import type { Service } from '../../src/runtime/service/service.ts';
import type { Comparator, RecordedCase } from './case.ts';

/** What the SDK puts before AWS's message, with the error's name. */
const SDK_MESSAGE = /^An error occurred \(\w+\) when calling the \w+ operation: /;

/** Compares what TestState answers, or refuses a request with. */
export async function judgeTestState(recorded: RecordedCase, comparator: Comparator): Promise<string[]> {
  comparator.setPlaceholders(recorded.placeholders);
  const wanted = recorded.kind === 'test_state_error' ? readError(recorded) : readTexts(recorded.expected as JsonValue);
  const actual = readTexts(await ask(recorded));
  return comparator.match(wanted, actual)
    ? []
    : [`expected ${JSON.stringify(wanted)}\n      actual   ${JSON.stringify(actual)}`];
}

/** The answer; the error in the place of one. */
async function ask(recorded: RecordedCase): Promise<JsonValue> {
  // What TestState works on. A service or function was really called on AWS: its answer was recorded with the case.
  const service = {
    limits: 'aws',
    arns: createArnFactory('us-east-1', '111111111111'),
    clock: new VirtualClock(Date.now()),
    tasks: { run: () => Promise.resolve(answerOfTask(recorded)), close: () => Promise.resolve() },
  } as Partial<Service> as Service;
  try {
    return await dispatchAction(service, 'TestState', recorded.request as never, new AbortController().signal);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** What is recorded as the result of the task, and of a task without any processing as its output. */
function answerOfTask({ expected }: RecordedCase): JsonValue {
  const { inspectionData, output } = expected as unknown as JsonObject;
  const result = isJsonObject(inspectionData) ? inspectionData['result'] : output;
  return readText(result ?? null);
}

function readError({ expected }: RecordedCase): JsonValue {
  const {
    Error: error,
    exception_typename: code,
    exception_value: message,
  } = expected.exception as unknown as Record<string, JsonValue>;
  if (isJsonObject(error)) return { code: error['Code'] ?? null, message: error['Message'] ?? null };
  return { code: code ?? null, message: typeof message === 'string' ? message.replace(SDK_MESSAGE, '') : null };
}

/** The recorder read the JSON texts that hold objects and left the others: all are read, so that white space counts nowhere. */
function readTexts(answer: JsonValue): JsonValue {
  if (!isJsonObject(answer)) return answer;
  const { inspectionData: data, ...rest } = answer;
  return {
    ...('output' in rest ? { ...rest, output: readText(rest['output'] ?? null) } : rest),
    ...(isJsonObject(data)
      ? { inspectionData: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, readText(value)])) }
      : {}),
  };
}

function readText(value: JsonValue): JsonValue {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}
