import type { QueryLanguage } from '../../asl/definition.ts';
import type { JsonObject } from '../../asl/json.ts';
import { argumentsField, itemReader } from '../distributed-map/item-reader.ts';
import { lambdaTask } from '../lambda-task.ts';
import type { MapReduceAnswers } from './map-reduce-answers.ts';

/**
 * Bytes of partial results that are handed to one call. A batch and what a Lambda function is sent may have 256 KiB
 * (262,144); the rest is for the braces around them.
 */
export const BATCH_BYTES = 200_000;

/**
 * A result file up to this size is read into the state, as text within JSON, which at worst doubles it; output and
 * metadata together may have 256 KiB.
 */
export const SMALL_FILE_BYTES = 100_000;

/** Result files that are reduced at once: there is one for each 5 GB of partial results. */
const FILES_AT_ONCE = 10;

/** Children of one round of reducing at once; a round has a child for each 200 KB of partial results. */
const REDUCERS_AT_ONCE = 100;

/** Below the prefix of the results: what the children mapped, and what the rounds of reducing left. */
export const MAPPED_FOLDER = 'mapped';
export const REDUCED_FOLDER = 'reduced';

/**
 * A Map Run over an S3 data set, each child with one partial result for its batch; then, for each result file that the
 * manifest names, rounds of a Map Run over the file until what is left fits one call; then one call for all of it.
 */
export function mapReduceDefinition(answers: MapReduceAnswers): JsonObject {
  const { queryLanguage, batchSize, executionType, maxConcurrency, toleratedFailurePercentage } = answers;
  const isJsonata = queryLanguage === 'JSONata';
  return {
    Comment: 'Works on each batch of a data set in S3, then merges what the batches gave until one result is left.',
    QueryLanguage: queryLanguage,
    StartAt: 'MapItems',
    States: {
      MapItems: {
        Type: 'Map',
        Label: 'MapItems',
        ItemReader: itemReader(answers),
        ItemBatcher: { MaxItemsPerBatch: batchSize },
        MaxConcurrency: maxConcurrency,
        ToleratedFailurePercentage: toleratedFailurePercentage,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
          StartAt: 'MapBatch',
          States: { MapBatch: lambdaTask(queryLanguage, '${MapperFunctionArn}') },
        },
        ResultWriter: partialsWriter(answers, MAPPED_FOLDER),
        Next: 'ReadManifest',
      },
      ReadManifest: {
        Comment: 'The manifest, not a listing, says which files count: after a redrive others may lie beside them.',
        ...(isJsonata
          ? getObject(queryLanguage, '$states.input.ResultWriterDetails.Key', {
              Output: '{% $parse($states.result.Body).ResultFiles %}',
            })
          : getObject(queryLanguage, '$.ResultWriterDetails.Key', {
              ResultSelector: { 'Manifest.$': 'States.StringToJson($.Body)' },
              OutputPath: '$.Manifest.ResultFiles',
            })),
        Next: 'ReduceFiles',
      },
      ReduceFiles: {
        Type: 'Map',
        Comment: 'One partial result for each file of what succeeded; no file, no partial result.',
        ...(isJsonata ? { Items: '{% [$states.input.SUCCEEDED] %}' } : { ItemsPath: '$.SUCCEEDED' }),
        MaxConcurrency: FILES_AT_ONCE,
        ItemProcessor: reduceFile(answers),
        ...(isJsonata
          ? { Output: "{% { 'partials': $states.result, 'failedFiles': $states.input.FAILED } %}" }
          : { ResultPath: '$.partials' }),
        Next: 'ReduceAll',
      },
      ...reduceAll(queryLanguage),
    },
  };
}

/** Rounds over one file, until it is small enough to be read at once. Its input is an entry of the manifest. */
function reduceFile(answers: MapReduceAnswers): JsonObject {
  const { queryLanguage } = answers;
  const isJsonata = queryLanguage === 'JSONata';
  return {
    ProcessorConfig: { Mode: 'INLINE' },
    StartAt: 'FitsOneCall',
    States: {
      FitsOneCall: {
        Type: 'Choice',
        Choices: [
          isJsonata
            ? { Condition: `{% $states.input.Size <= ${SMALL_FILE_BYTES} %}`, Next: 'ReadPartials' }
            : { Variable: '$.Size', NumericLessThanEquals: SMALL_FILE_BYTES, Next: 'ReadPartials' },
        ],
        Default: 'ReduceRound',
      },
      ReduceRound: reduceRound(answers),
      ReadRound: {
        ...(isJsonata
          ? getObject(queryLanguage, '$states.input.key', {
              Output:
                "{% { 'before': $states.input.before, 'files': [$parse($states.result.Body).ResultFiles.SUCCEEDED] } %}",
            })
          : getObject(queryLanguage, '$.Round.ResultWriterDetails.Key', {
              ResultSelector: { 'Manifest.$': 'States.StringToJson($.Body)' },
              ResultPath: '$.Round',
            })),
        Next: 'HasShrunk',
      },
      HasShrunk: {
        Type: 'Choice',
        Comment: 'Partial results that are not smaller when they are merged would go round for ever.',
        Choices: [
          isJsonata
            ? {
                Condition:
                  '{% $count($states.input.files) = 1 and $states.input.files[0].Size < $states.input.before %}',
                Next: 'TakeRound',
              }
            : {
                And: [
                  { Not: { Variable: '$.Round.Manifest.ResultFiles.SUCCEEDED[1]', IsPresent: true } },
                  { Variable: '$.Round.Manifest.ResultFiles.SUCCEEDED[0].Size', NumericLessThanPath: '$.Size' },
                ],
                Next: 'TakeRound',
              },
        ],
        Default: 'DoesNotShrink',
      },
      TakeRound: {
        Type: 'Pass',
        ...(isJsonata
          ? { Output: '{% $states.input.files[0] %}' }
          : { InputPath: '$.Round.Manifest.ResultFiles.SUCCEEDED[0]' }),
        Next: 'FitsOneCall',
      },
      DoesNotShrink: {
        Type: 'Fail',
        Error: 'PartialResultsDoNotShrink',
        Cause:
          'A round of reducing left as many bytes as it was given: the reducer has to merge its Items into one small result.',
      },
      ReadPartials: {
        ...(isJsonata
          ? getObject(queryLanguage, '$states.input.Key', {
              Output: "{% { 'Items': [$parse($states.result.Body)] } %}",
            })
          : getObject(queryLanguage, '$.Key', { ResultSelector: { 'Items.$': 'States.StringToJson($.Body)' } })),
        Next: 'ReducePartials',
      },
      ReducePartials: lambdaTask(queryLanguage, '${ReducerFunctionArn}'),
    },
  };
}

/** A Map Run over a result file: Step Functions streams it, so that nothing has to hold it. */
function reduceRound(answers: MapReduceAnswers): JsonObject {
  const { queryLanguage } = answers;
  const isJsonata = queryLanguage === 'JSONata';
  return {
    Type: 'Map',
    Label: 'ReduceRound',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON' },
      ...(isJsonata
        ? { Arguments: { Bucket: '${ResultsBucket}', Key: '{% $states.input.Key %}' } }
        : { Parameters: { Bucket: '${ResultsBucket}', 'Key.$': '$.Key' } }),
    },
    ItemBatcher: { MaxInputBytesPerBatch: BATCH_BYTES },
    MaxConcurrency: REDUCERS_AT_ONCE,
    ToleratedFailurePercentage: 0,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      StartAt: 'ReduceBatch',
      States: { ReduceBatch: lambdaTask(queryLanguage, '${ReducerFunctionArn}') },
    },
    ResultWriter: partialsWriter(answers, REDUCED_FOLDER),
    ...(isJsonata
      ? { Output: "{% { 'before': $states.input.Size, 'key': $states.result.ResultWriterDetails.Key } %}" }
      : { ResultPath: '$.Round' }),
    Next: 'ReadRound',
  };
}

/** The reducer's results of all files at once; with none it gives the result of nothing. */
function reduceAll(queryLanguage: QueryLanguage): JsonObject {
  if (queryLanguage === 'JSONata')
    return {
      ReduceAll: {
        ...lambdaTask(queryLanguage, '${ReducerFunctionArn}', { Items: '{% $states.input.partials %}' }),
        Output: "{% { 'summary': $states.result.Payload, 'failedFiles': $states.input.failedFiles } %}",
      },
    };
  const call = lambdaTask(queryLanguage, '${ReducerFunctionArn}', { 'Items.$': '$.partials' });
  const task = Object.fromEntries(Object.entries(call).filter(([field]) => field !== 'OutputPath' && field !== 'End'));
  return {
    ReduceAll: {
      ...task,
      ResultSelector: { 'summary.$': '$.Payload' },
      ResultPath: '$.reduced',
      Next: 'Summary',
    },
    Summary: {
      Type: 'Pass',
      Parameters: { 'summary.$': '$.reduced.summary', 'failedFiles.$': '$.FAILED' },
      End: true,
    },
  };
}

/** COMPACT: a record is what the child returned, without its input, so that a file is an array of partial results. */
function partialsWriter({ queryLanguage, resultsPrefix }: MapReduceAnswers, folder: string): JsonObject {
  return {
    Resource: 'arn:aws:states:::s3:putObject',
    [argumentsField(queryLanguage)]: {
      Bucket: '${ResultsBucket}',
      Prefix: `${resultsPrefix}/${folder}`,
    },
    WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' },
  };
}

/** A Task that reads an object of the results' bucket; `key` is a path, or an expression without its marks. */
function getObject(queryLanguage: QueryLanguage, key: string, rest: JsonObject): JsonObject {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
    ...(queryLanguage === 'JSONata'
      ? { Arguments: { Bucket: '${ResultsBucket}', Key: `{% ${key} %}` } }
      : { Parameters: { Bucket: '${ResultsBucket}', 'Key.$': key } }),
    ...rest,
    Retry: [
      {
        ErrorEquals: ['S3.SdkClientException'],
        IntervalSeconds: 1,
        BackoffRate: 2,
        MaxAttempts: 4,
        JitterStrategy: 'FULL',
      },
    ],
  };
}
