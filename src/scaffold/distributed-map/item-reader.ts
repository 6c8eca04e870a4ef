import type { JsonObject } from '../../asl/json.ts';
import type { MapAnswers, Source } from './distributed-answers.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
const READER_CONFIGS: Readonly<Record<Exclude<Source, 'objects'>, JsonObject>> = {
  csv: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
  json: { InputType: 'JSON' },
  jsonl: { InputType: 'JSONL' },
  parquet: { InputType: 'PARQUET' },
  inventory: { InputType: 'MANIFEST' },
};

/** The ItemReader of the data set that `key` names. */
export function itemReader({
  source,
  key,
  queryLanguage,
}: Pick<MapAnswers, 'source' | 'key' | 'queryLanguage'>): JsonObject {
  if (source === 'objects') return listReader({ key, queryLanguage });
  return {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: READER_CONFIGS[source],
    [argumentsField(queryLanguage)]: { Bucket: '${DataBucket}', Key: key },
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
export function argumentsField(queryLanguage: MapAnswers['queryLanguage']): 'Arguments' | 'Parameters' {
  return queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters';
}
