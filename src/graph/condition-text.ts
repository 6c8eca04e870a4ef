import type { ObjectNode, ValueNode } from '../asl/syntax.ts';

const MAX_DEPTH = 4;

/** Comparison operators of Choice rules without type prefix and `Path` suffix, as a reader would write them. */
const SIGNS: Readonly<Record<string, string>> = {
  Equals: '=',
  LessThan: '<',
  LessThanEquals: '≤',
  GreaterThan: '>',
  GreaterThanEquals: '≥',
  Matches: 'matches',
};

const COMPARISON =
  /^(String|Numeric|Boolean|Timestamp)(Equals|LessThanEquals|LessThan|GreaterThanEquals|GreaterThan|Matches)(Path)?$/;

/** `IsPresent` → `is present`; with false, `is not present`. */
const TYPE_TEST = /^Is(Present|Null|String|Numeric|Boolean|Timestamp)$/;

/**
 * A Choice rule in a few words: `$.total > 100`, the JSONata condition without its braces, `a and b`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
export function describeCondition(rule: ObjectNode): string | undefined {
  return describe(rule, 0);
}

function describe(rule: ObjectNode, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return '…';
  let subject: string | undefined;
  let comparison: string | undefined;
  for (const { key, value } of rule.properties) {
    if (value === undefined) continue;
    const name = key.value;
    if (name === 'Condition') return value.kind === 'string' ? unwrapExpression(value.value) : showValue(value);
    if (name === 'And' || name === 'Or') return joinRules(value, name === 'And' ? ' and ' : ' or ', depth);
    if (name === 'Not') {
      const inner = value.kind === 'object' ? describe(value, depth + 1) : undefined;
      return inner === undefined ? undefined : `not (${inner})`;
    }
    if (name === 'Variable') subject = showValue(value, true);
    else comparison ??= describeComparison(name, value);
  }
  return subject === undefined || comparison === undefined ? (comparison ?? subject) : `${subject} ${comparison}`;
}

function joinRules(value: ValueNode, word: string, depth: number): string | undefined {
  if (value.kind !== 'array') return undefined;
  const rules = value.items.map((item) => (item.kind === 'object' ? (describe(item, depth + 1) ?? '?') : '?'));
  return depth > 0 && rules.length > 1 ? `(${rules.join(word)})` : rules.join(word);
}

function describeComparison(name: string, value: ValueNode): string | undefined {
  const comparison = COMPARISON.exec(name);
  if (comparison) return `${SIGNS[comparison[2] ?? ''] ?? ''} ${showValue(value, comparison[3] !== undefined)}`;
  const test = TYPE_TEST.exec(name);
  if (!test) return undefined;
  const no = value.kind === 'boolean' && !value.value ? 'not ' : '';
  return `is ${no}${(test[1] ?? '').toLowerCase()}`;
}

function showValue(value: ValueNode, bare = false): string {
  switch (value.kind) {
    case 'string':
      return bare ? value.value : JSON.stringify(value.value);
    case 'number':
      return value.raw;
    case 'boolean':
      return String(value.value);
    case 'null':
      return 'null';
    case 'substitution':
      return `!${value.fn}`;
    default:
      return '…';
  }
}

/** `{% $x > 1 %}` → `$x > 1`. */
export function unwrapExpression(text: string): string {
  const match = /^\{%([\s\S]*)%\}$/.exec(text.trim());
  return (match?.[1] ?? text).trim().replace(/\s+/g, ' ');
}
