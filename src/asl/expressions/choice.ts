import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { refuseKept } from '../kept-numbers.ts';
import { CHOICE_OPERATORS, type ChoiceOperator } from './choice-operators.ts';
import { EvaluationError } from './expression.ts';
import type { ChoiceRule, Compiled, ExpressionProblem, ExpressionScope, Path, References } from './expression.ts';
import { compilePath } from './paths.ts';
import { mergeReferences } from './references.ts';

type Test = (scope: ExpressionScope) => boolean;

interface Build {
  readonly problems: ExpressionProblem[];
  readonly references: References[];
}

/**
 * Compiles a Choice rule of the JSONPath language: `Variable` and one operator, or And, Or, Not over such rules
 * (https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html). Fields that are no part of the condition
 * (Next, Assign, Comment …) are the caller's.
 */
export function compileChoiceRule(rule: JsonObject): Compiled<ChoiceRule> {
  const build: Build = { problems: [], references: [] };
  const test = compileRule(rule, '', build);
  if (build.problems.length > 0) return { ok: false, problems: build.problems };
  return { ok: true, value: { references: mergeReferences(build.references), test } };
}

const NEVER: Test = () => false;

function report(build: Build, pointer: string, message: string): Test {
  build.problems.push({ message, offset: 0, pointer });
  return NEVER;
}

function compileRule(rule: JsonValue | undefined, pointer: string, build: Build): Test {
  if (!isJsonObject(rule)) return report(build, pointer, 'A Choice rule is an object');
  const { And: and, Or: or, Not: not } = rule;
  if (and !== undefined) {
    const tests = compileRules(and, `${pointer}/And`, build);
    return (scope) => tests.every((test) => test(scope));
  }
  if (or !== undefined) {
    const tests = compileRules(or, `${pointer}/Or`, build);
    return (scope) => tests.some((test) => test(scope));
  }
  if (not !== undefined) {
    const test = compileRule(not, `${pointer}/Not`, build);
    return (scope) => !test(scope);
  }
  return compileComparison(rule, pointer, build);
}

function compileRules(rules: JsonValue, pointer: string, build: Build): Test[] {
  if (Array.isArray(rules) && rules.length > 0)
    return rules.map((rule, index) => compileRule(rule, `${pointer}/${index}`, build));
  report(build, pointer, 'Expected an array of one or more Choice rules');
  return [];
}

function compileComparison(rule: JsonObject, pointer: string, build: Build): Test {
  const operators = Object.keys(rule).flatMap((key) => {
    const operator = CHOICE_OPERATORS.get(key);
    return operator === undefined ? [] : [{ key, operator }];
  });
  const [only] = operators;
  if (only === undefined || operators.length > 1)
    return report(build, pointer, 'A Choice rule has exactly one operator, such as StringEquals, And or Not');
  const variable = compileOperandPath(rule.Variable, `${pointer}/Variable`, build);
  const operand = rule[only.key];
  if (variable === undefined || operand === undefined) return NEVER;
  const at = `${pointer}/${only.key}`;
  if (only.operator.reads === 'path') return compareWithPath(variable, operand, at, only.operator, build);
  if (!only.operator.accepts(operand)) return report(build, at, `${only.key} takes ${only.operator.wants}`);
  return compareWithConstant(variable, operand, only.operator);
}

function compileOperandPath(text: JsonValue | undefined, pointer: string, build: Build): Path | undefined {
  if (typeof text !== 'string') {
    report(build, pointer, 'Expected a JSONPath');
    return undefined;
  }
  const compiled = compilePath(text);
  if (!compiled.ok) {
    build.problems.push(...compiled.problems.map((problem) => ({ ...problem, pointer })));
    return undefined;
  }
  build.references.push(compiled.value.references);
  return compiled.value;
}

function compareWithConstant(variable: Path, operand: JsonValue, operator: ChoiceOperator): Test {
  const test = operator.prepare(operand);
  if (operator.reads === 'presence') return (scope) => test(variable.read(scope));
  return (scope) => test(readOperand(variable, scope));
}

function compareWithPath(
  variable: Path,
  operand: JsonValue,
  pointer: string,
  operator: ChoiceOperator,
  build: Build,
): Test {
  const other = compileOperandPath(operand, pointer, build);
  if (other === undefined) return NEVER;
  return (scope) => {
    const value = readOperand(variable, scope);
    const expected = readOperand(other, scope);
    // A value of another type matches nothing; it is no error.
    return operator.accepts(expected) && operator.prepare(expected)(value);
  };
}

function readOperand(path: Path, scope: ExpressionScope): JsonValue {
  const value = path.read(scope);
  refuseKept(value);
  if (value !== undefined) return value;
  throw new EvaluationError(
    'States.Runtime',
    `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
  );
}
