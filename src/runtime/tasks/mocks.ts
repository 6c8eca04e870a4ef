import { parseExactJson } from '../../asl/exact-numbers.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';
import { StatesError } from '../contracts.ts';

/**
 * The MockConfigFile.json of Step Functions Local.
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html
 */
export interface MockConfig {
  /** Machine name → test case → state name → answers by attempt. */
  readonly machines: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, readonly MockedAnswer[]>>>;
}

/** What a state gets for its attempts `from` to `to`, counted from 0. */
export interface MockedAnswer {
  readonly from: number;
  readonly to: number;
  readonly answer: { readonly result: JsonValue } | { readonly error: string; readonly cause: string | undefined };
}

/** Reads a mock configuration; throws an Error with one line that says what is wrong where. */
export function parseMocks(text: string): MockConfig {
  let config: unknown;
  try {
    config = parseExactJson(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(error instanceof RangeError ? reason : `not valid JSON: ${reason}`, { cause: error });
  }
  const root = record(config as JsonValue, 'the file', ['StateMachines', 'MockedResponses']);
  const responses = new Map(
    Object.entries(record(root.MockedResponses ?? {}, 'MockedResponses')).map(([name, value]) => [
      name,
      readAnswers(value, `MockedResponses.${name}`),
    ]),
  );
  const machines = new Map(
    Object.entries(record(root.StateMachines ?? {}, 'StateMachines')).map(([machine, value]) => {
      const at = `StateMachines.${machine}`;
      const cases = record(record(value, at, ['TestCases']).TestCases ?? {}, `${at}.TestCases`);
      return [
        machine,
        new Map(
          Object.entries(cases).map(([name, states]) => [name, readCase(states, `${at}.TestCases.${name}`, responses)]),
        ),
      ] as const;
    }),
  );
  return { machines };
}

function readCase(value: JsonValue, at: string, responses: ReadonlyMap<string, readonly MockedAnswer[]>) {
  return new Map(
    Object.entries(record(value, at)).map(([state, response]) => {
      const answers = typeof response === 'string' ? responses.get(response) : undefined;
      if (answers === undefined)
        throw new Error(`${at}.${state} must name one of MockedResponses, but is ${JSON.stringify(response)}`);
      return [state, answers] as const;
    }),
  );
}

function readAnswers(value: JsonValue, at: string): readonly MockedAnswer[] {
  return Object.entries(record(value, at)).map(([range, answer]) => {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    if (from === undefined || Number(to) < Number(from))
      throw new Error(`${at}.${range}: attempts are written "0" or "1-2"`);
    const where = `${at}.${range}`;
    const fields = record(answer, where, ['Return', 'Throw']);
    if ((fields.Return === undefined) === (fields.Throw === undefined))
      throw new Error(`${where} must have either Return or Throw`);
    return { from: Number(from), to: Number(to), answer: readAnswer(fields, where) };
  });
}

function readAnswer(fields: JsonObject, at: string): MockedAnswer['answer'] {
  if (fields.Throw === undefined) return { result: fields.Return ?? null };
  const { Error: error, Cause: cause } = record(fields.Throw, `${at}.Throw`, ['Error', 'Cause']);
  if (typeof error !== 'string' || (cause !== undefined && typeof cause !== 'string'))
    throw new Error(`${at}.Throw must have Error, and may have Cause, both texts`);
  return { error, cause };
}

function record(value: JsonValue, at: string, keys?: readonly string[]): JsonObject {
  if (!isJsonObject(value)) throw new Error(`${at} must be an object`);
  const unknown = keys && Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw new Error(`${at}: "${unknown}" is not known here; known: ${keys?.join(', ')}`);
  return value;
}

/**
 * The mocked answer of a state's attempt; undefined when this state is not mocked. Throws the mocked error, and
 * States.Runtime for a test case that is not there or an attempt that has no answer.
 */
export function findMock(
  config: MockConfig,
  machine: string,
  testCase: string,
  state: string,
  attempt: number,
): { readonly result: JsonValue } | undefined {
  const states = config.machines.get(machine)?.get(testCase);
  if (states === undefined)
    throw new StatesError(
      'States.Runtime',
      `The mock configuration has no test case "${testCase}" of the state machine "${machine}".`,
    );
  const answers = states.get(state);
  if (answers === undefined) return undefined;
  const found = answers.find(({ from, to }) => attempt >= from && attempt <= to)?.answer;
  if (found === undefined)
    throw new StatesError(
      'States.Runtime',
      `The mock configuration has no response for attempt ${attempt} of the state "${state}".`,
    );
  if ('error' in found) throw new StatesError(found.error, found.cause);
  return found;
}
