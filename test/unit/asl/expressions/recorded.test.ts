import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileChoiceRule } from '../../../../src/asl/expressions/choice.ts';
import { compileTemplate } from '../../../../src/asl/expressions/templates.ts';
import { describeVariableReferences } from '../../../../src/asl/expressions/variable-reads.ts';
import { parseDefinition } from '../../../../src/asl/parse.ts';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { asObject, compiled, scopeOf } from './scope.ts';

const SHARED = process.env.FANOUT_SHARED ?? join(import.meta.dirname, '../../../../../shared');
const SKIPPED = process.env.FANOUT_SHARED === 'none';

interface RecordedCase {
  readonly name: string;
  readonly definition: JsonObject;
  readonly input: JsonValue;
  readonly expected: {
    readonly output: JsonValue;
    readonly outputText?: string;
    readonly variableReferences?: JsonObject;
  };
}

function readGroup(group: string): RecordedCase[] {
  if (SKIPPED) return [];
  const folder = join(SHARED, 'conformance', group);
  if (!existsSync(folder))
    throw new Error(`${folder} is missing: set FANOUT_SHARED, or FANOUT_SHARED=none to do without`);
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as RecordedCase);
}

function firstState(recorded: RecordedCase, type: string): JsonObject {
  const states = Object.values(asObject(recorded.definition.States)).map(asObject);
  const found = states.find((state) => state.Type === type);
  if (found === undefined) throw new Error(`${recorded.name} has no ${type} state`);
  return found;
}

describe.skipIf(SKIPPED)('what AWS answered (skipped: FANOUT_SHARED=none)', () => {
  it('is what Choice rules decide', () => {
    const cases = readGroup('choice_operators');
    for (const recorded of cases) {
      const choices = firstState(recorded, 'Choice').Choices;
      const rule = asObject(Array.isArray(choices) ? choices[0] : undefined);
      const { test } = compiled(compileChoiceRule(rule));
      const taken = JSON.stringify(recorded.expected.output).includes('ConditionTrue');
      expect({ name: recorded.name, taken: test(scopeOf(recorded.input)) }).toEqual({ name: recorded.name, taken });
    }
    expect(cases.length).toBeGreaterThan(200);
  });

  it.each([
    ['intrinsics_jsonpath', 'JSONPath', 'Parameters'],
    ['intrinsics_jsonata', 'JSONata', 'Output'],
  ] as const)('is what templates of %s give', async (group, queryLanguage, field) => {
    let compared = 0;
    for (const recorded of readGroup(group)) {
      const state = firstState(recorded, 'Pass');
      const template = state[field];
      if (template === undefined || 'ResultPath' in state || JSON.stringify(template).includes('$$')) continue;
      const { evaluate } = compiled(compileTemplate(template, { queryLanguage, field }));
      const output = await evaluate(scopeOf(recorded.input));
      const { output: expected, outputText } = recorded.expected;
      const wanted = typeof expected === 'string' ? (JSON.parse(outputText ?? expected) as JsonValue) : expected;
      expect({ name: recorded.name, output }).toEqual({ name: recorded.name, output: wanted });
      compared++;
    }
    expect(compared).toBeGreaterThan(15);
  });

  it('is what states are said to read', () => {
    for (const { name, definition, expected } of readGroup('variable_references')) {
      const references = describeVariableReferences(parseDefinition(JSON.stringify(definition), 'json'));
      expect({ name, references }).toEqual({ name, references: expected.variableReferences });
    }
  });
});
