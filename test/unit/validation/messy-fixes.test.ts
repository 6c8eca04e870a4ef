import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/asl/edits.ts';
import type { JsonValue } from '../../../src/asl/json.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { printDefinition } from '../../../src/asl/print.ts';
import { stateByPointer } from '../../../src/asl/scopes.ts';
import type { TextEdit, TextFormat } from '../../../src/asl/syntax.ts';
import { toJson } from '../../../src/asl/values.ts';
import type { Finding } from '../../../src/validation/finding.ts';
import { messUp } from '../../tools/mess-maker.ts';
import { distributedMap, validateText } from './validate-text.ts';

const READER = { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'in.csv' } };
const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
const WORK = { StartAt: 'Work', States: { Work: { Type: 'Pass', End: true } } };
const CALL = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' }, End: true };
const DISTRIBUTED = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
const read = (config: JsonValue, more = {}) =>
  distributedMap({ ItemReader: { ...READER, ReaderConfig: config }, ...more });
const write = (resource: string) =>
  distributedMap({ ResultWriter: { Resource: resource, Parameters: { Bucket: 'b' } } });
const retry = (...names: string[][]) => ({
  ...CALL,
  Retry: names.map((ErrorEquals) => ({ ErrorEquals, MaxAttempts: 2, Comment: `about ${ErrorEquals[0] ?? ''}` })),
});

/** States with one fault that has a fix. */
const FAULTS: Readonly<Record<string, unknown>> = {
  'a mistyped key': { Type: 'Pass', Reslt: { a: [1, 2] }, End: true },
  'a mistyped type': { Type: 'Succed' },
  'a mistyped target': { Type: 'Pass', Next: 'And so n' },
  'a mistyped error': retry(['States.TimeOut'], ['Mine']),
  'a mistyped integration': { ...CALL, Resource: 'arn:aws:states:::lambda:invok' },
  'States.ALL that is not last': retry(['Lambda.ServiceException'], ['States.ALL'], ['States.Timeout'], ['Mine']),
  'States.ALL that is not alone': retry(['Lambda.ServiceException'], ['States.Timeout', 'States.ALL']),
  'the old name of ItemProcessor': { Type: 'Map', Iterator: WORK, End: true },
  'the old name of ItemSelector': { Type: 'Map', Parameters: { 'a.$': '$' }, ItemProcessor: WORK, End: true },
  'a path without .$': { Type: 'Pass', Parameters: { deep: { 'my key': '$.b' } }, End: true },
  'a path in a field for text': { Type: 'Fail', Cause: '$.why' },
  'a wide inline Map': { Type: 'Map', MaxConcurrency: 100, ItemProcessor: WORK, End: true },
  'too wide a distributed Map': distributedMap({ MaxConcurrency: 20_000 }),
  'a reader on an inline Map': distributedMap({ ItemProcessor: WORK }),
  'a Label on an inline Map': { Type: 'Map', Label: 'L', ItemProcessor: WORK, End: true },
  'no ExecutionType': distributedMap({ ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...WORK } }),
  'a CSV of which nothing is said': distributedMap({ ItemReader: READER }),
  'a CSV without header': read({ InputType: 'CSV' }),
  'headers that nobody reads': read({ ...CSV, CSVHeaders: ['a', 'b'] }),
  'headers without a place': read({ InputType: 'CSV', CSVHeaders: ['a', 'b'] }),
  'a delimiter for JSON': read({ CSVDelimiter: 'TAB', InputType: 'JSON' }),
  'MaxItems of 0': read({ ...CSV, MaxItems: 0 }),
  'ItemsPath beside a reader': read(CSV, { ItemsPath: '$.a' }),
  'an inventory with a type': read({ InputType: 'CSV', ManifestType: 'S3_INVENTORY' }),
  'a mistyped reader': distributedMap({
    ItemReader: { ...READER, ReaderConfig: CSV, Resource: 'arn:aws-cn:states:::s3:GetObject' },
  }),
  'a wrong writer': write('arn:aws:states:::s3:getObject'),
  'a task without Retry': distributedMap({
    ItemProcessor: { ProcessorConfig: DISTRIBUTED, StartAt: 'Call', States: { Call: CALL } },
  }),
};

function machineWith(state: unknown): JsonValue {
  const machine = {
    Comment: 'what stands around\nthe fault',
    StartAt: 'Before',
    States: {
      Before: { Type: 'Pass', Result: { plain: 'yes', list: [[1], { a: null }] }, Next: 'It is here' },
      'It is here': state,
      'And so on': { Type: 'Wait', Seconds: 1, End: true },
    },
  };
  return JSON.parse(JSON.stringify(machine)) as JsonValue;
}

/** Of the texts that a fault may stand in, those with the fixes that are offered there. */
function* fixesOf(state: unknown, format: TextFormat) {
  const json = machineWith(state);
  for (let seed = 0; seed < (format === 'json' ? 12 : 8); seed++) {
    const text = messUp(json, format, seed);
    const findings = validateText(text, format);
    for (const finding of findings)
      for (const fix of finding.fixes) yield { json, text, findings, finding, title: fix.title, edits: fix.edits };
  }
}

function isSame(a: Finding, b: Finding): boolean {
  return a.code === b.code && a.pointer === b.pointer && a.message === b.message;
}

/** Everything that the edits replace lies in the state, and is not most of it. */
function leavesTheRest(text: string, format: TextFormat, edits: readonly TextEdit[]): boolean {
  const state = stateByPointer(parseDefinition(text, format), '/States/It is here');
  const { start, end } = state?.node ?? { start: 0, end: 0 };
  const isInside = edits.every(
    (edit) =>
      edit.start >= start && edit.start <= edit.end && (edit.end <= end || text.slice(end, edit.end).trim() === ''),
  );
  return isInside && edits.reduce((sum, edit) => sum + edit.end - edit.start, 0) < (end - start) * 0.75;
}

describe.each<TextFormat>(['json', 'yaml'])('a fix in messy %s', (format) => {
  it.each(Object.entries(FAULTS))('of %s mends it and leaves the rest', (_name, state) => {
    let offered = 0;
    let refused = 0;
    for (const { text, findings, finding, title, edits } of fixesOf(state, format)) {
      offered++;
      // Where the text holds an alias, what it stands for is not changed for the sake of one place.
      if (edits.length === 0) {
        refused++;
        expect(format, text).toBe('yaml');
        continue;
      }
      const after = applyEdits(text, edits);
      const left = validateText(after, format);
      const what = `${title}\n${text}\n→\n${after}`;
      expect(
        left.filter((each) => isSame(each, finding)),
        what,
      ).toEqual([]);
      const news = left.filter((each) => each.severity === 'error' && !findings.some((before) => isSame(before, each)));
      expect(news, what).toEqual([]);
      expect(leavesTheRest(text, format, edits), what).toBe(true);
    }
    expect(offered).toBeGreaterThan(7);
    expect(refused / offered).toBeLessThan(0.5);
  });

  it('would be caught if it wrote the text anew', () => {
    const caught = Object.values(FAULTS).flatMap((state) =>
      Array.from(fixesOf(state, format), ({ text, edits }) => {
        const { root } = parseDefinition(applyEdits(text, edits), format);
        const anew = printDefinition(root ? toJson(root) : null, format);
        return !leavesTheRest(text, format, [{ start: 0, end: text.length, text: anew }]);
      }),
    );
    expect(caught).not.toContain(false);
  });
});
