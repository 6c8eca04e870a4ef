import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/asl/edits.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { printDefinition } from '../../../src/asl/print.ts';
import type { TextFormat } from '../../../src/asl/syntax.ts';
import { toJson } from '../../../src/asl/values.ts';
import type { JsonValue } from '../../../src/asl/json.ts';
import { distributedMap, machineOf, validateText } from './validate-text.ts';

/** The text after the first fix of each finding, one after the other, and what is still said about it. */
function mend(text: string, format: TextFormat): { text: string; left: string[] } {
  for (let round = 0; round < 9; round++) {
    const fix = validateText(text, format).flatMap(({ fixes }) => fixes)[0];
    if (!fix) break;
    expect(fix.edits).not.toEqual([]);
    text = applyEdits(text, fix.edits);
  }
  return { text, left: validateText(text, format).map(({ message }) => message) };
}

const INLINE = { StartAt: 'W', States: { W: { Type: 'Pass', End: true } } };
const READER = { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'in.CSV' } };

const CASES: readonly (readonly [name: string, states: Record<string, unknown>])[] = [
  ['a mistyped key', { A: { Type: 'Pass', Reslt: { a: 1 }, End: true } }],
  ['a mistyped value', { A: { Type: 'Succed' } }],
  ['a mistyped target', { First: { Type: 'Pass', Next: 'Secnd' }, Second: { Type: 'Succeed' } }],
  [
    'a mistyped error',
    { A: { Type: 'Parallel', Branches: [INLINE], Retry: [{ ErrorEquals: ['States.TimeOut'] }], End: true } },
  ],
  ['the old name of ItemProcessor', { A: { Type: 'Map', Iterator: INLINE, End: true } }],
  ['a path without .$', { A: { Type: 'Pass', Parameters: { a: '$.b' }, End: true } }],
  ['a reader on an inline Map', { M: distributedMap({ ItemProcessor: INLINE }) }],
  [
    'an inline Map that wants to run wide',
    { M: { Type: 'Map', MaxConcurrency: 100, ItemProcessor: INLINE, End: true } },
  ],
  ['a CSV of which nothing is said', { M: distributedMap({ ItemReader: READER }) }],
  ['a CSV without header', { M: distributedMap({ ItemReader: { ...READER, ReaderConfig: { InputType: 'CSV' } } }) }],
];

describe('fixes', () => {
  describe.each(['json', 'yaml'] as const)('in %s', (format) => {
    it.each(CASES)('mend %s', (_name, states) => {
      const json = machineOf(states, { Comment: 'a machine' });
      const text = format === 'json' ? json : printDefinition(JSON.parse(json) as JsonValue, 'yaml');
      const mended = mend(text, format);
      expect(mended.left).toEqual([]);
      expect(toJson(parseDefinition(mended.text, format).root ?? { kind: 'null', start: 0, end: 0 })).toMatchObject({
        Comment: 'a machine',
      });
    });
  });

  it('change nothing but the word', () => {
    const text = '{"StartAt" : "A",\r\n\t"States":{ "A":{"Type":"Pass" ,"Reslt": 1, "End":true}}}\r\n';
    expect(mend(text, 'json').text).toBe(text.replace('Reslt', 'Result'));
    const yaml = `StartAt: A # first\nStates:\n  A:  { Type: Pass, 'Reslt': 1, End: true }\n`;
    expect(mend(yaml, 'yaml').text).toBe(yaml.replace('Reslt', 'Result'));
  });
});
