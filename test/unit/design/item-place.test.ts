import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { stateByPointer } from '../../../src/asl/scopes.ts';
import { formOf } from '../../../src/design/form.ts';
import { bucketOf, choosePlace, type ItemPlace } from '../../../src/design/item-place.ts';
import { validateDefinition } from '../../../src/validation/validate.ts';
import { perform } from './perform.ts';

const machine = (language: string, fields: JsonObject): string =>
  JSON.stringify({
    QueryLanguage: language,
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ...fields,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'W',
          States: { W: { Type: 'Pass', End: true } },
        },
        End: true,
      },
    },
  });

/** What stands under a field of the Map after a place was chosen for it, and the errors of the machine then. */
function choose(language: 'JSONPath' | 'JSONata', name: 'ItemReader' | 'ResultWriter', was: JsonObject, to: ItemPlace) {
  const text = machine(language, { [name]: was });
  const state = stateByPointer(parseDefinition(text, 'json'), '/States/M')!;
  const section = formOf(state).find(({ pointer }) => pointer === `/States/M/${name}`)!;
  const after = perform(text, choosePlace(section, to));
  const errors = validateDefinition(parseDefinition(after, 'json')).filter(({ severity }) => severity === 'error');
  expect(errors.map(({ message }) => message)).toEqual([]);
  return (JSON.parse(after) as { States: { M: JsonObject } }).States.M[name];
}

const GET = 'arn:aws:states:::s3:getObject';
const LIST = 'arn:aws:states:::s3:listObjectsV2';
const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };

describe('a place that is chosen for a Map', () => {
  it.each([
    ['JSONPath', 'Parameters'],
    ['JSONata', 'Arguments'],
  ] as const)('is all that a reader in %s needs that has nothing yet', (language, key) => {
    const file = { bucket: 'b', key: 'in/a.csv' };
    expect(choose(language, 'ItemReader', {}, file)).toEqual({
      Resource: GET,
      ReaderConfig: CSV,
      [key]: { Bucket: 'b', Key: 'in/a.csv' },
    });
    expect(choose(language, 'ItemReader', {}, { bucket: 'b', prefix: 'in/' })).toEqual({
      Resource: LIST,
      [key]: { Bucket: 'b', Prefix: 'in/' },
    });
  });

  it('changes bucket and key, and nothing else of the reader', () => {
    const parameters = { Bucket: 'old', 'Key.$': '$.key', ExpectedBucketOwner: '1' };
    const was = { Resource: GET, ReaderConfig: { ...CSV, MaxItems: 5 }, Parameters: parameters };
    expect(choose('JSONPath', 'ItemReader', was, { bucket: 'b', key: 'k.csv' })).toEqual({
      ...was,
      Parameters: { Bucket: 'b', Key: 'k.csv', ExpectedBucketOwner: '1' },
    });
  });

  it('changes the action with what is read, in the partition that is there', () => {
    const was = {
      Resource: 'arn:aws-cn:states:::s3:getObject',
      ReaderConfig: CSV,
      Arguments: { Bucket: 'b', Key: 'k' },
    };
    expect(choose('JSONata', 'ItemReader', was, { bucket: 'b', prefix: '' })).toEqual({
      Resource: 'arn:aws-cn:states:::s3:listObjectsV2',
      ReaderConfig: CSV,
      Arguments: { Bucket: 'b' },
    });
  });

  it('drops the version of the object that was read before, and keeps that of the same', () => {
    const was = { Resource: GET, ReaderConfig: CSV, Parameters: { Bucket: 'b', Key: 'k', VersionId: 'v' } };
    expect(choose('JSONPath', 'ItemReader', was, { bucket: 'b', key: 'k' })).toEqual(was);
    expect(choose('JSONPath', 'ItemReader', was, { bucket: 'b', key: 'l' })).toEqual({
      ...was,
      Parameters: { Bucket: 'b', Key: 'l' },
    });
  });

  it('is where a writer puts its results', () => {
    const to = { bucket: 'b', prefix: 'out/' };
    expect(choose('JSONPath', 'ResultWriter', { WriterConfig: { OutputType: 'JSON' } }, to)).toEqual({
      WriterConfig: { OutputType: 'JSON' },
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { Bucket: 'b', Prefix: 'out/' },
    });
  });

  it('begins at the bucket that is named now', () => {
    const bucket = (parameters: JsonObject | string): string => {
      const text = machine('JSONata', { ItemReader: { Resource: GET, Arguments: parameters } });
      const sections = formOf(stateByPointer(parseDefinition(text, 'json'), '/States/M')!);
      return bucketOf(sections.find(({ title }) => title === 'ItemReader')!);
    };
    expect([bucket({ Bucket: 'b' }), bucket('{% $place %}'), bucket({})]).toEqual(['b', '', '']);
  });
});
