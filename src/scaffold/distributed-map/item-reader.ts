import type { QueryLanguage } from '../../asl/definition.ts';
import type { JsonObject } from '../../asl/json.ts';
import type { MapAnswers, Source } from './distributed-answers.ts';

/** A source whose items stand in a file. */
export type FileSource = Exclude<Source, 'objects'>;

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
const READER_CONFIGS: Readonly<Record<FileSource, JsonObject>> = {
  csv: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
  json: { InputType: 'JSON' },
  jsonl: { InputType: 'JSONL' },
  parquet: { InputType: 'PARQUET' },
  inventory: { InputType: 'MANIFEST' },
};

/** The ItemReader of the data set that `key` names. */
export function itemReader(answers: Pick<MapAnswers, 'source' | 'key' | 'queryLanguage'>): JsonObject {
  const { source, key, queryLanguage } = answers;
  return source === 'objects' ? listReader(answers) : getReader(source, queryLanguage, { Key: key });
}

/** The ItemReader of a file that a listing named: its key stands in the state's input. */
export function fileReader(source: FileSource, queryLanguage: QueryLanguage): JsonObject {
  const key = queryLanguage === 'JSONata' ? { Key: '{% $states.input.Key %}' } : { 'Key.$': '$.Key' };
  return getReader(source, queryLanguage, key);
}

function getReader(source: FileSource, queryLanguage: QueryLanguage, key: JsonObject): JsonObject {
  return {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: READER_CONFIGS[source],
    [argumentsField(queryLanguage)]: { Bucket: '${DataBucket}', ...key },
  };
}

/** The ItemReader that lists the objects whose keys begin with `key`. */
export function listReader({ key, queryLanguage }: Pick<MapAnswers, 'key' | 'queryLanguage'>): JsonObject {
  return {
    Resource: 'arn:aws:states:::s3:listObjectsV2',
    [argumentsField(queryLanguage)]: { Bucket: '${DataBucket}', Prefix: key },
  };
}

/** Where a state names the parameters of its integration. */
export function argumentsField(queryLanguage: QueryLanguage): 'Arguments' | 'Parameters' {
  return queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters';
}
