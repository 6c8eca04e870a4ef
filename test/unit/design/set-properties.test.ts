import { describe, expect, it } from 'vitest';
import type { TextFormat } from '../../../src/asl/syntax.ts';
import type { Gesture } from '../../../src/design/gesture.ts';
import { perform } from './perform.ts';

const IN_JSON = `{
  "StartAt": "M",
  "States": {
    "M": {
      "Type": "Map",
      "ItemReader": {
        "Resource": "arn:aws:states:::s3:getObject",
        "Parameters": { "ExpectedBucketOwner": "1",   "Bucket": "old", // ours
          "Key.$": "$.key" /* of today */ }
      },
      "ItemProcessor": { "StartAt": "W", "States": { "W": { "Type": "Pass", "End": true } } },
      "End": true
    }
  }
}
`;

const IN_YAML = `QueryLanguage: JSONata
StartAt: M
States:
  M:
    Type: Map
    ItemReader:
      Resource: arn:aws:states:::s3:listObjectsV2
      Arguments:
        # ours
        Bucket: "old"   # for now
        Prefix: 'in/'
        MaxKeys: 5
    ItemProcessor: { StartAt: W, States: { W: { Type: Pass, End: true } } }
    End: true
`;

const READER = '/States/M/ItemReader';

function set(text: string, format: TextFormat, object: string, properties: Record<string, string | undefined>): string {
  const gesture: Gesture = {
    kind: 'set-properties',
    properties: Object.entries(properties).map(([key, value]) => ({ object, key, value })),
  };
  return perform(text, gesture, format);
}

describe('several properties at once', () => {
  it('change their own text only: other keys, comments and blanks stay', () => {
    expect(set(IN_JSON, 'json', `${READER}/Parameters`, { Bucket: 'new', Key: 'a.csv', Prefix: undefined })).toBe(
      IN_JSON.replace('"old"', '"new"').replace('"Key.$": "$.key"', '"Key": "a.csv"'),
    );
    expect(set(IN_YAML, 'yaml', `${READER}/Arguments`, { Bucket: 'new', Key: 'a b: c.csv', Prefix: undefined })).toBe(
      IN_YAML.replace('"old"', '"new"').replace("Prefix: 'in/'", "Key: 'a b: c.csv'"),
    );
  });

  it('leave what is so already as it is written', () => {
    expect(set(IN_YAML, 'yaml', `${READER}/Arguments`, { Bucket: 'old', Prefix: 'in/', Key: undefined })).toBe(IN_YAML);
  });

  it('add those that are missing behind the others', () => {
    expect(set(IN_YAML, 'yaml', `${READER}/Arguments`, { Bucket: 'old', StartAfter: 'x' })).toBe(
      IN_YAML.replace('MaxKeys: 5\n', 'MaxKeys: 5\n        StartAfter: x\n'),
    );
  });

  it('make the object that they belong to where there is none', () => {
    const bare = IN_JSON.replace(/,\s*"Parameters": [^}]*\}/, '');
    expect(set(bare, 'json', `${READER}/Parameters`, { Bucket: 'b', Key: 'k' })).toBe(
      bare.replace(
        's3:getObject"',
        's3:getObject",\n        "Parameters": {\n          "Bucket": "b",\n          "Key": "k"\n        }',
      ),
    );
    const empty = IN_YAML.replace(/ Arguments:[^]*MaxKeys: 5/, ' Arguments: null');
    expect(set(empty, 'yaml', `${READER}/Arguments`, { Bucket: 'b', Prefix: undefined })).toBe(
      empty.replace('Arguments: null', 'Arguments:\n        Bucket: b'),
    );
  });

  it('are of several objects in one step', () => {
    const gesture: Gesture = {
      kind: 'set-properties',
      properties: [
        { object: READER, key: 'Resource', value: 'arn:aws:states:::s3:getObject' },
        { object: `${READER}/ReaderConfig`, key: 'InputType', value: 'JSONL' },
        { object: `${READER}/Arguments`, key: 'Prefix' },
        { object: `${READER}/Arguments`, key: 'Key', value: 'a.jsonl' },
      ],
    };
    expect(perform(IN_YAML, gesture, 'yaml')).toBe(
      IN_YAML.replace('s3:listObjectsV2', 's3:getObject')
        .replace("Prefix: 'in/'", "Key: 'a.jsonl'")
        .replace('MaxKeys: 5\n', 'MaxKeys: 5\n      ReaderConfig:\n        InputType: JSONL\n'),
    );
  });

  it('are refused where the object is something else, or has nowhere to be', () => {
    const expression = IN_YAML.replace(/ Arguments:[^]*MaxKeys: 5/, ' Arguments: "{% $place %}"');
    expect(set(expression, 'yaml', `${READER}/Arguments`, { Bucket: 'b' })).toBe(
      'refused: Arguments is no object but "{% $place %}": take it out first, or change it in the text.',
    );
    expect(set(IN_YAML, 'yaml', '/States/M/ItemWriter/Arguments', { Bucket: 'b' })).toBe(
      'refused: Nothing stands at /States/M/ItemWriter.',
    );
  });
});
