import type { State } from '../../asl/definition.ts';
import { isJsonObject, type JsonValue } from '../../asl/json.ts';
import { stringOf } from '../../asl/values.ts';
import { parseTaskResource, type TaskResource } from '../interpreter/task-resource.ts';
import { ApiError } from '../service/api-error.ts';
import { answerOf } from './api-models.ts';
import { findMismatch, type ValidationMode } from './api-shape.ts';

const MOCKABLE: ReadonlySet<string | undefined> = new Set(['Task', 'Map', 'Parallel']);

/** What a Task state waits for; undefined for other states, and where it cannot be read. */
export function resourceOf(state: State): TaskResource | undefined {
  if (state.type !== 'Task') return undefined;
  return parseTaskResource(stringOf(state.fields.get('Resource')?.value) ?? '');
}

/** Throws where a state cannot be tested without a mock, or with one. */
export function checkMockable(state: State, hasMock: boolean): void {
  if (hasMock) {
    if (!MOCKABLE.has(state.type))
      throw invalid(`State type '${state.type ?? ''}' is not supported when a mock is specified`);
    return;
  }
  if (state.type === 'Map' || state.type === 'Parallel')
    throw new ApiError(
      'InvalidDefinition',
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    );
  const resource = resourceOf(state);
  if (resource?.kind === 'activity')
    throw new ApiError(
      'InvalidDefinition',
      'TestState API does not support Activity tasks when a mock is not specified.',
    );
  if (resource?.submits === true)
    throw new ApiError(
      'InvalidDefinition',
      `TestState API does not support the '${patternOf(resource)}' service integration pattern when a mock is not specified.`,
    );
}

/**
 * Checks a mocked result: the shape that the state needs, and for a service's answer the model of its API. Throws
 * ValidationException (or rejects with it). https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html
 */
export async function checkMockedResult(state: State, result: JsonValue, mode: ValidationMode | 'NONE'): Promise<void> {
  if (state.type === 'Parallel') checkBranches(state, result);
  else if (state.type === 'Map') checkMapResult(state, result);
  else if (mode !== 'NONE') await checkAnswer(resourceOf(state), result, mode);
}

function checkBranches(state: State, result: JsonValue): void {
  if (!Array.isArray(result)) throw invalid('Mocked result must be a JSON array.');
  if (result.length !== state.scopes.length)
    throw invalid('Mocked result must contain the same number of items as number of Parallel branches.');
}

/** What a ResultWriter exports stands in S3; the state is given the place. */
function checkMapResult(state: State, result: JsonValue): void {
  const writer = state.fields.get('ResultWriter')?.value;
  const isExported = writer?.kind === 'object' && writer.properties.some(({ key }) => key.value === 'Resource');
  if (isExported && !isJsonObject(result)) throw invalid('Mocked result must be a JSON object.');
  if (!isExported && !Array.isArray(result)) throw invalid('Mocked result must be a JSON array.');
}

/** A function, a worker and whoever holds a task token may answer with anything. */
async function checkAnswer(resource: TaskResource | undefined, result: JsonValue, mode: ValidationMode): Promise<void> {
  if (resource?.kind !== 'service' || resource.waitsForToken) return;
  const integration = `${resource.names.resourceType ?? ''}:${resource.names.resource ?? ''}`;
  const shape = await answerOf(integration);
  if (!shape)
    throw invalid(
      `Mock result schema validation error: the local Step Functions does not know the API model of '${integration}': check the result yourself and set mock.fieldValidationMode to NONE.`,
    );
  const mismatch = findMismatch(result, shape, mode);
  if (mismatch !== undefined) throw invalid(`Mock result schema validation error: ${mismatch}`);
}

function patternOf({ names }: TaskResource): string {
  return /\..*$/.exec(names.resource ?? '')?.[0] ?? '';
}

function invalid(message: string): ApiError {
  return new ApiError('ValidationException', message);
}
