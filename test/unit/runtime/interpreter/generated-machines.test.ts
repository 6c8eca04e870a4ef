import { StateMachine } from 'aws-local-stepfunctions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../src/asl/json.ts';
import { parseDefinition } from '../../../../src/asl/parse.ts';
import { printDefinition } from '../../../../src/asl/print.ts';
import type { TextFormat } from '../../../../src/asl/syntax.ts';
import { toJson } from '../../../../src/asl/values.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import type { HistoryEvent } from '../../../../src/runtime/history/events.ts';
import { validateDefinition } from '../../../../src/validation/validate.ts';
import { answerTask, machines, withConcurrency } from '../../../tools/machine-maker.ts';
import { messUp } from '../../../tools/mess-maker.ts';
import { start, type Work } from './harness.ts';

interface Outcome {
  readonly status: string;
  readonly output: JsonValue | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly history: readonly HistoryEvent[];
}

const work: Work = ({ parameters, retryCount }) => {
  try {
    return Promise.resolve(answerTask(parameters, retryCount));
  } catch (error) {
    return Promise.reject(new StatesError(error instanceof Error ? error.message : '', 'try again'));
  }
};

async function run(definition: JsonObject, input: JsonValue): Promise<Outcome> {
  const execution = start(definition, input, { work });
  const result = await execution.result;
  const failed = result.status === 'SUCCEEDED' ? undefined : result;
  const output = result.status === 'SUCCEEDED' ? result.output : undefined;
  const { status } = result;
  return { status, output, error: failed?.error, cause: failed?.cause, history: execution.history.read() };
}

/** The machine as it is read from a text. */
function reread(text: string, format: TextFormat): JsonObject {
  const { root } = parseDefinition(text, format);
  return (root ? toJson(root) : {}) as JsonObject;
}

const ALL = machines({ jsonata: true, handling: true, subtle: true });
const formats = fc.constantFrom<TextFormat>('json', 'yaml');

describe('a generated machine', () => {
  it('is one that AWS takes, and ends without a fault of its own', async () => {
    const statuses = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(ALL, async ({ definition, input }) => {
        const findings = validateDefinition(parseDefinition(JSON.stringify(definition), 'json'));
        expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
        const { status, error, cause } = await run(definition, input);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        expect([error, cause]).toEqual(
          expect.toBeOneOf([
            [undefined, undefined],
            ['Ended', 'as it should'],
            ['Busy', 'try again'],
          ]),
        );
      }),
      { numRuns: 60 },
    );
    // Both must be common, or the properties below would say little.
    expect(statuses.get('SUCCEEDED')).toBeGreaterThan(5);
    expect(statuses.get('FAILED')).toBeGreaterThan(5);
  });

  it('does the same, event by event, from JSON and from YAML, however it is written', async () => {
    await fc.assert(
      fc.asyncProperty(ALL, formats, fc.nat(), async ({ definition, input }, format, seed) => {
        const text = messUp(definition, format, seed, { aliases: true });
        expect(await run(reread(text, format), input)).toEqual(await run(definition, input));
      }),
      { numRuns: 40 },
    );
  });

  it('does the same after it was printed', async () => {
    await fc.assert(
      fc.asyncProperty(ALL, formats, async ({ definition, input }, format) => {
        const printed = reread(printDefinition(definition, format), format);
        expect(printed).toEqual(definition);
        expect(await run(printed, input)).toEqual(await run(definition, input));
      }),
      { numRuns: 40 },
    );
  });

  it('gives the same with one iteration at a time and with forty', async () => {
    await fc.assert(
      fc.asyncProperty(ALL, async ({ definition, input }) => {
        const [one, forty] = [1, 40].map((most) => withConcurrency(definition, most) as JsonObject);
        const [slow, fast] = [await run(one ?? {}, input), await run(forty ?? {}, input)];
        // Which of two failures comes first, and ends the rest, hangs on how long the others take.
        fc.pre(!slow.history.some(({ type }) => /Fail|TimedOut/.test(type)));
        expect({ ...fast, history: [] }).toEqual({ ...slow, history: [] });
      }),
      { numRuns: 40 },
    );
  });

  it('has a history whose events follow upon earlier ones, and pair up', async () => {
    await fc.assert(
      fc.asyncProperty(ALL, async ({ definition, input }) => {
        const { history, status } = await run(definition, input);
        const ids = history.map(({ id }) => id);
        expect(ids).toEqual(ids.map((_id, at) => at + 1));
        for (const { id, previousEventId } of history) expect(previousEventId).toBeLessThan(id);
        const count = (type: RegExp): number => history.filter((event) => type.test(event.type)).length;
        expect(count(/^Execution/)).toBe(2);
        // What was torn down inside of a state that failed, and was caught, has no events of its own.
        if (status !== 'SUCCEEDED' || count(/^FailStateEntered$|Failed$|Aborted$/) > 0) return;
        expect(count(/StateExited$/)).toBe(count(/StateEntered$/));
        expect(count(/^MapIterationSucceeded$/)).toBe(count(/^MapIterationStarted$/));
      }),
      { numRuns: 40 },
    );
  });

  it('gives what aws-local-stepfunctions gives, in what that one can do', async () => {
    // It takes a Result of null, false or 0 for none, and fails where a filter or a wildcard finds nothing.
    const simple = machines({ jsonata: false, handling: false, subtle: false });
    await fc.assert(
      fc.asyncProperty(simple, async ({ definition, input }) => {
        const { status, output, cause } = await run(definition, input);
        expect({ status, output, cause }).toEqual(await runPeer(definition, input));
      }),
      { numRuns: 12 },
    );
  });
});

async function runPeer(
  definition: JsonObject,
  input: JsonValue,
): Promise<Pick<Outcome, 'status' | 'output' | 'cause'>> {
  // It writes into the definition.
  const machine = new StateMachine(structuredClone(definition) as never, { validationOptions: NO_CHECKS });
  const overrides = { taskResourceLocalHandlers: handlersOf(definition) };
  try {
    const output = await machine.run(input, { overrides }).result;
    return { status: 'SUCCEEDED', output, cause: undefined };
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const cause = message.replace('Execution has failed with the following error: ', '');
    return { status: 'FAILED', output: undefined, cause };
  }
}

const NO_CHECKS = { checkPaths: false, checkArn: false };

/** A handler for each task, by the name of its state. */
function handlersOf(value: JsonValue): Record<string, (parameters: unknown) => Promise<JsonValue>> {
  const handlers: ReturnType<typeof handlersOf> = {};
  if (typeof value !== 'object' || value === null) return handlers;
  for (const [name, member] of Object.entries(value)) {
    if (isJsonObject(member) && member['Type'] === 'Task')
      handlers[name] = (parameters) => Promise.resolve(answerTask(parameters as JsonValue, 0));
    Object.assign(handlers, handlersOf(member));
  }
  return handlers;
}
