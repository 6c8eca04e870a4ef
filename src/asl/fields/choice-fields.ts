import { ASSIGN, COMMENT, OUTPUT } from './common-fields.ts';
import type { Field, FieldValue, Table } from './field.ts';
import { field, JSONATA, JSONPATH, REQUIRED } from './field.ts';
import { PAGES } from './pages.ts';

const ORDER: readonly (readonly [operator: string, words: string])[] = [
  ['Equals', 'is equal to'],
  ['LessThan', 'is less than'],
  ['GreaterThan', 'is greater than'],
  ['LessThanEquals', 'is less than or equal to'],
  ['GreaterThanEquals', 'is greater than or equal to'],
];

const ORDERED: readonly (readonly [type: string, noun: string, value: FieldValue])[] = [
  ['String', 'string', { kind: 'string' }],
  ['Numeric', 'number', { kind: 'number', min: -Infinity }],
  ['Timestamp', 'timestamp', { kind: 'timestamp' }],
];

const TESTS: readonly (readonly [name: string, words: string])[] = [
  ['IsNull', 'is null'],
  ['IsPresent', 'is there'],
  ['IsNumeric', 'is a number'],
  ['IsString', 'is a string'],
  ['IsBoolean', 'is a boolean'],
  ['IsTimestamp', 'is an RFC 3339 timestamp'],
];

function comparison(name: string, words: string, value: FieldValue): readonly Field[] {
  return [
    field(name, value, `True if Variable ${words} this value.`, PAGES.choice, JSONPATH),
    field(
      `${name}Path`,
      { kind: 'contextPath' },
      `True if Variable ${words} what stands at this path.`,
      PAGES.choice,
      JSONPATH,
    ),
  ];
}

/** The 39 data tests of a JSONPath rule. */
const COMPARISONS: readonly Field[] = [
  ...ORDERED.flatMap(([type, noun, value]) =>
    ORDER.flatMap(([operator, words]) => comparison(type + operator, `is a ${noun} that ${words}`, value)),
  ),
  ...comparison('BooleanEquals', 'is a boolean that is equal to', { kind: 'boolean' }),
  field(
    'StringMatches',
    { kind: 'string' },
    'True if Variable matches this pattern, in which * stands for any characters.',
    PAGES.choice,
    JSONPATH,
  ),
  ...TESTS.map(([name, words]) =>
    field(name, { kind: 'boolean' }, `Compares with whether Variable ${words}.`, PAGES.choice, JSONPATH),
  ),
];

const BOOLEAN_RULES: readonly Field[] = [
  field(
    'And',
    { kind: 'list', shape: 'NestedChoiceRule', minItems: 1 },
    'True if all of these rules are.',
    PAGES.choice,
    JSONPATH,
  ),
  field(
    'Or',
    { kind: 'list', shape: 'NestedChoiceRule', minItems: 1 },
    'True if one of these rules is.',
    PAGES.choice,
    JSONPATH,
  ),
  field('Not', { kind: 'object', shape: 'NestedChoiceRule' }, 'True if this rule is not.', PAGES.choice, JSONPATH),
];

const VARIABLE = field(
  'Variable',
  { kind: 'contextPath' },
  'Path of the value that is tested.',
  PAGES.choice,
  JSONPATH,
);

const TESTED = [...COMPARISONS, ...BOOLEAN_RULES].map(({ name }) => name);

export const CHOICE_TABLES: readonly Table[] = [
  {
    name: 'ChoiceRule',
    page: PAGES.choice,
    groups: [{ rule: 'one', fields: TESTED }],
    fields: [
      COMMENT,
      VARIABLE,
      ...COMPARISONS,
      ...BOOLEAN_RULES,
      field('Condition', { kind: 'jsonata' }, 'A {% … %} expression that must give true or false.', PAGES.choice, {
        ...JSONATA,
        ...REQUIRED,
      }),
      field(
        'Next',
        { kind: 'state' },
        'The state, in the same scope, to go to if the rule is true.',
        PAGES.choice,
        REQUIRED,
      ),
      ASSIGN,
      OUTPUT,
    ],
  },
  {
    name: 'NestedChoiceRule',
    page: PAGES.choice,
    groups: [{ rule: 'one', fields: TESTED }],
    fields: [COMMENT, VARIABLE, ...COMPARISONS, ...BOOLEAN_RULES],
  },
];

/** Names of the operators that need a Variable beside them. */
export const COMPARISON_NAMES: ReadonlySet<string> = new Set(COMPARISONS.map(({ name }) => name));
