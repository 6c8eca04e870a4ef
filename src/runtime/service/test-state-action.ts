import { parseExactJson } from '../../asl/exact-numbers.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';
import { allScopes } from '../../asl/scopes.ts';
import { readContextObject } from '../test-state/context-object.ts';
import { checkMockable, checkMockedResult, resourceOf } from '../test-state/mock-rules.ts';
import type { Mock } from '../test-state/mocked-work.ts';
import { runTest } from '../test-state/run-test.ts';
import { findTestedState, type TestedState } from '../test-state/tested-state.ts';
import { ARN, DATA, DEFINITION, defineAction, NAME } from './action.ts';
import { ApiError } from './api-error.ts';
import type { Field, InputOf } from './fields.ts';
import { parseInput } from './launch.ts';
import { checkRoleArn } from './machine-actions.ts';

const COUNT = { type: 'integer', min: 0 } as const;
const MOCK = {
  type: 'structure',
  fields: {
    result: DATA,
    errorOutput: {
      type: 'structure',
      fields: {
        error: { type: 'string', required: true, max: 256 },
        cause: { type: 'string', max: 32_768 },
      },
    },
    fieldValidationMode: { type: 'string', values: ['STRICT', 'PRESENT', 'NONE'] },
  },
} as const satisfies Field;
const CONFIGURATION = {
  type: 'structure',
  fields: {
    retrierRetryCount: COUNT,
    errorCausedByState: { ...NAME, required: false },
    mapIterationFailureCount: COUNT,
    mapItemReaderData: DATA,
  },
} as const satisfies Field;

type Configuration = InputOf<(typeof CONFIGURATION)['fields']>;

/**
 * Where a role is missing and no mock is given, AWS asks for one; here nobody has rights, so nobody needs it.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
 */
export const testState = defineAction({
  fields: {
    definition: DEFINITION,
    roleArn: { ...ARN, required: false },
    input: DATA,
    inspectionLevel: { type: 'string', values: ['INFO', 'DEBUG', 'TRACE'] },
    revealSecrets: { type: 'boolean' },
    variables: DATA,
    stateName: { ...NAME, required: false },
    mock: MOCK,
    context: DATA,
    stateConfiguration: CONFIGURATION,
  },
  async run(input, service, closed) {
    const { roleArn, revealSecrets, stateConfiguration = {} } = input;
    if (roleArn !== undefined) checkRoleArn(roleArn);
    const inputText = input.input ?? '{}';
    const value = parseInput(inputText, service.limits);
    const variables = readVariables(input.variables ?? '{}');
    const mock = input.mock && readMock(input.mock);
    if (mock && revealSecrets === true)
      throw invalid('TestState does not support RevealSecrets when a mock is specified.');
    if (!mock) refuseWithoutMock(stateConfiguration, input.context);
    const tested = findTestedState(input.definition, input.stateName);
    checkMockable(tested.state, mock !== undefined);
    checkConfiguration(tested, stateConfiguration, mock);
    const resource = resourceOf(tested.state);
    if (revealSecrets === true && resource?.names.resourceType === 'http')
      throw invalid('RevealSecrets: the local Step Functions has no EventBridge connections: leave it out.');
    const hasToken = resource?.kind === 'service' && resource.submits;
    const context = input.context === undefined ? undefined : readContextObject(input.context, hasToken);
    if (mock?.kind === 'result')
      await checkMockedResult(tested.state, mock.result, input.mock?.fieldValidationMode ?? 'STRICT');
    return runTest(
      service,
      {
        tested,
        roleArn,
        input: value,
        inputText,
        inspects: (input.inspectionLevel ?? 'INFO') !== 'INFO',
        variables,
        mock,
        context,
        retrierRetryCount: stateConfiguration.retrierRetryCount ?? 0,
        mapIterationFailureCount: stateConfiguration.mapIterationFailureCount,
        mapItemReaderData: stateConfiguration.mapItemReaderData,
      },
      closed,
    );
  },
});

function readMock({ result, errorOutput }: InputOf<(typeof MOCK)['fields']>): Mock {
  if (result !== undefined && errorOutput !== undefined)
    throw invalid('A mock has either a result or an errorOutput, not both.');
  if (errorOutput) return { kind: 'error', error: errorOutput.error, cause: errorOutput.cause };
  if (result === undefined) throw invalid('A mock must have a result or an errorOutput.');
  return { kind: 'result', result: parse(result, 'Mocked result') };
}

function readVariables(text: string): JsonObject {
  const variables = parse(text, 'Variables');
  if (isJsonObject(variables)) return variables;
  throw invalid('Variables must be a JSON object.');
}

function parse(text: string, what: string): JsonValue {
  try {
    return parseExactJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(error instanceof RangeError ? `${what}: ${reason}` : `${what} must be valid JSON: ${reason}`);
  }
}

function refuseWithoutMock(configuration: Configuration, context: string | undefined): void {
  const [given] = Object.keys(configuration);
  const field = given ?? (context === undefined ? undefined : 'context');
  if (field !== undefined)
    throw invalid(
      `TestState does not support ${field.charAt(0).toUpperCase()}${field.slice(1)} when a mock is not specified.`,
    );
}

/** What is said of another kind of state would be passed over in silence. */
function checkConfiguration({ state, definition }: TestedState, configuration: Configuration, mock?: Mock): void {
  const { errorCausedByState, mapIterationFailureCount, mapItemReaderData } = configuration;
  if (mapIterationFailureCount !== undefined && state.type !== 'Map')
    throw invalid('MapIterationFailureCount is supported for Map states only.');
  if (mapItemReaderData !== undefined && !(state.type === 'Map' && state.fields.has('ItemReader')))
    throw invalid('MapItemReaderData is supported for Map states with an ItemReader only.');
  if (errorCausedByState === undefined) return;
  if (mock?.kind !== 'error') throw invalid('ErrorCausedByState is supported with a mocked error only.');
  const inside = [...allScopes(definition)].filter(({ pointer }) => pointer.startsWith(`${state.pointer}/`));
  if (!inside.some(({ byName }) => byName.has(errorCausedByState)))
    throw invalid(`ErrorCausedByState names no state inside of '${state.name}': '${errorCausedByState}'`);
}

function invalid(message: string): ApiError {
  return new ApiError('ValidationException', message);
}
