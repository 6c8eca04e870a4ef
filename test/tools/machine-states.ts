import type { JsonObject } from '../../src/asl/json.ts';

/** What a generated state is chosen by. */
export interface Numbers {
  readonly variant: number;
  readonly number: number;
  readonly jump: number;
}

/** What every state hands on, so that each path leads somewhere. */
export const KEPT = { 's.$': '$.s', 'list.$': '$.list', 'flag.$': '$.flag', 'o.$': '$.o' };

/** Fields of a Pass in JSONPath. */
export function passPath({ variant, number, jump }: Numbers, subtle: boolean): JsonObject {
  const nothing = subtle ? [null, false, 0, ''][jump] : 'text';
  switch (variant) {
    case 0:
      return { Result: [{ deep: { 'plain.$': '$.n' } }, number + 1, nothing][number % 3] ?? null, ResultPath: '$.r' };
    case 1:
      return { Parameters: { ...KEPT, 'n.$': `States.MathAdd($.n, ${number})` } };
    case 2:
      return { Parameters: { ...KEPT, 'n.$': '$.n', 's.$': "States.Format('{}-{}\\{', $.s, $.n)" } };
    case 3:
      return {
        Parameters: {
          ...(subtle
            ? {
                'all.$': '$.list[*]',
                'large.$': `$.list[?(@ > ${number})]`,
                'some.$': `$.list[${number % 2}:3]`,
                'ninth.$': '$.list[9]',
                'deep.$': '$..a',
                'name.$': '$$.State.Name',
              }
            : {}),
          'length.$': 'States.ArrayLength($.list)',
          'has.$': `States.ArrayContains($.list, ${number})`,
        },
        ResultPath: '$.x.y',
      };
    case 4:
      return { InputPath: '$.o', ResultPath: '$.copy' };
    default:
      return { Result: number, ResultPath: null, Comment: 'drops its result' };
  }
}

/** Fields of a Pass in JSONata. */
export function passJsonata({ variant, number }: Numbers): JsonObject {
  switch (variant) {
    case 0:
      return { Output: `{% $merge([$states.input, {"n": $states.input.n + ${number}}]) %}` };
    case 2:
      return { Output: '{% $merge([$states.input, {"s": $states.input.s & "j"}]) %}' };
    case 3:
      return {
        Output: `{% $merge([$states.input, {"x": {"sum": $sum([0, $states.input.list]), "large": [$states.input.list[$ > ${number}]]}}]) %}`,
      };
    case 4:
      return { Output: '{% $states.input ~> |$|{"o": {"a": $type($states.input.o.a)}}| %}' };
    default:
      return {};
  }
}

/** A Choice in either language. */
export function choice({ variant, number }: Numbers, target: string, next: string, jsonata: boolean): JsonObject {
  if (jsonata)
    return {
      Type: 'Choice',
      QueryLanguage: 'JSONata',
      Choices: [{ Condition: `{% $states.input.n > ${number} or $states.input.flag %}`, Next: target }],
      Default: next,
    };
  const rules: JsonObject[] = [
    { Variable: '$.n', NumericGreaterThan: number },
    { Variable: '$.s', StringMatches: 'a*' },
    { Variable: '$.flag', BooleanEquals: true },
    { Not: { Variable: '$.r', IsPresent: true } },
    {
      And: [
        { Variable: '$.n', NumericLessThanEquals: number },
        { Variable: '$.flag', BooleanEquals: false },
      ],
    },
    {
      Or: [
        { Variable: '$.o.a', IsNull: true },
        { Variable: '$.s', StringEquals: '' },
      ],
    },
  ];
  return { Type: 'Choice', Choices: [{ ...rules[variant % rules.length], Next: target }], Default: next };
}
