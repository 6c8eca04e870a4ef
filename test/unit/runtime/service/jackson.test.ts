import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeJacksonError } from '../../../../src/runtime/service/jackson.ts';

/** The first line of the message, and line and column. */
function errorOf(text: string): string | undefined {
  const error = describeJacksonError(text);
  if (!error) return undefined;
  const [message, at] = error.message.split('\n at ');
  expect(at).toBe(error.location);
  return `${message?.replaceAll(`[Source: (String)"${text}"; `, '[')} @${/line: (\d+), column: (\d+)\]$/.exec(error.location)?.slice(1).join(':')}`;
}

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

describe('the words of AWS’s JSON parser', () => {
  test.each([
    ['nothing', `Unrecognized token 'nothing': was expecting ${VALUES} @1:8`],
    ['{"a": tru}', `Unrecognized token 'tru': was expecting ${VALUES} @1:10`],
    ['[nullable]', `Unrecognized token 'nullable': was expecting ${VALUES} @1:10`],
    ['{"a": ${b}}', `Unrecognized token '$': was expecting ${VALUES} @1:8`],
    ['{"a": 1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name @1:10"],
    ["{'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name @1:3"],
    ['[1,]', `Unexpected character (']' (code 93)): expected a valid value ${VALUES} @1:5`],
    ['{"a":}', `Unexpected character ('}' (code 125)): expected a valid value ${VALUES} @1:7`],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value @1:7"],
    ['{"a": 1 "b": 2}', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries @1:10"],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries @1:5"],
    [
      '{\n  "a": [1\n',
      'Unexpected end-of-input: expected close marker for Array (start marker at [line: 2, column: 8]) @3:1',
    ],
    ['{"a":', 'Unexpected end-of-input within/between Object entries @1:6'],
    ['{"a": "b', 'Unexpected end-of-input: was expecting closing quote for a string value @1:9'],
    ['{"a', 'Unexpected end-of-input in field name @1:4'],
    ['[}', "Unexpected close marker '}': expected ']' (for Array starting at [line: 1, column: 1]) @1:3"],
    [']', "Unexpected close marker ']': expected '}' (for root starting at [line: 1, column: 0]) @1:2"],
    [
      '["\n"]',
      'Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value @1:4',
    ],
    ['["\\x"]', "Unrecognized character escape 'x' (code 120) @1:5"],
    ['[01]', 'Invalid numeric value: Leading zeroes not allowed @1:3'],
    ['[1.]', "Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a digit @1:5"],
    [
      '[-]',
      "Unexpected character (']' (code 93)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value @1:4",
    ],
    [
      '{ // why\n}',
      "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser) @1:4",
    ],
    ['[…]', `Unexpected character ('…' (code 8230 / 0x2026)): expected a valid value ${VALUES} @1:3`],
    ['[NaN]', "Non-standard token 'NaN': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow @1:5"],
  ])('%s', (text, wanted) => {
    expect(errorOf(text)).toBe(wanted);
  });

  test('a long text is cut off where its place is shown', () => {
    const location = describeJacksonError(`[${' '.repeat(600)}`)?.location;
    expect(location).toBe(`[Source: (String)"[${' '.repeat(499)}"[truncated 101 chars]; line: 1, column: 602]`);
  });

  test('finds an error exactly where JavaScript’s parser finds one', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '1',
      '-',
      '.',
      'e',
      'true',
      'nul',
      ' ',
      '\n',
      '\t',
      '\u0001',
      'é',
    ];
    const broken = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));
    const whole = fc.json().map((text) => text);
    fc.assert(
      fc.property(fc.oneof(broken, whole), (text) => {
        // What follows the value is judged elsewhere, and white space alone is no syntax error.
        fc.pre(text.trim() !== '');
        const wrapped = `[${text}]`;
        expect(describeJacksonError(wrapped) === undefined).toBe(parses(wrapped) || parsesFirst(wrapped));
      }),
      { numRuns: 2_000 },
    );
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether some beginning of the text is a whole array: the reader stops there. */
function parsesFirst(text: string): boolean {
  for (let end = text.indexOf(']') + 1; end > 0; end = text.indexOf(']', end) + 1)
    if (parses(text.slice(0, end))) return true;
  return false;
}
