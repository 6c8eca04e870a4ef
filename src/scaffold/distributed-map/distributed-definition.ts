import type { JsonObject } from '../../asl/json.ts';
import { lambdaTask } from '../lambda-task.ts';
import type { DistributedAnswers } from './distributed-answers.ts';

/** A Map Run over an S3 data set: one child execution for each batch, results beside each other in S3. */
export function distributedDefinition(answers: DistributedAnswers): JsonObject {
  const { queryLanguage, batchSize, executionType, maxConcurrency, toleratedFailurePercentage } = answers;
  const argumentsKey = queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters';
  const task = batchSize > 1 ? 'ProcessBatch' : 'ProcessItem';
  return {
    Comment: 'Works on each item of a data set in S3, each batch in a child execution of its own.',
    QueryLanguage: queryLanguage,
    StartAt: 'ProcessItems',
    States: {
      ProcessItems: {
        Type: 'Map',
        Label: 'ProcessItems',
        ItemReader: itemReader(answers, argumentsKey),
        ...(batchSize > 1 ? { ItemBatcher: { MaxItemsPerBatch: batchSize } } : {}),
        MaxConcurrency: maxConcurrency,
        ToleratedFailurePercentage: toleratedFailurePercentage,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
          StartAt: task,
          States: { [task]: lambdaTask(queryLanguage, '${WorkerFunctionArn}') },
        },
        ...resultWriter(answers, argumentsKey),
        End: true,
      },
    },
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
const READER_CONFIGS: Readonly<Record<Exclude<DistributedAnswers['source'], 'objects'>, JsonObject>> = {
  csv: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
  json: { InputType: 'JSON' },
  jsonl: { InputType: 'JSONL' },
  parquet: { InputType: 'PARQUET' },
  inventory: { InputType: 'MANIFEST' },
};

function itemReader(answers: DistributedAnswers, argumentsKey: 'Arguments' | 'Parameters'): JsonObject {
  if (answers.source === 'objects')
    return {
      Resource: 'arn:aws:states:::s3:listObjectsV2',
      [argumentsKey]: { Bucket: '${DataBucket}', Prefix: answers.key },
    };
  return {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: READER_CONFIGS[answers.source],
    [argumentsKey]: { Bucket: '${DataBucket}', Key: answers.key },
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
function resultWriter({ writer, batchSize }: DistributedAnswers, argumentsKey: 'Arguments' | 'Parameters'): JsonObject {
  if (!writer)
    return { ResultWriter: { WriterConfig: { Transformation: transformationOf(batchSize), OutputType: 'JSON' } } };
  return {
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      [argumentsKey]: { Bucket: '${ResultsBucket}', Prefix: writer.prefix },
      WriterConfig: { Transformation: writer.transformation, OutputType: writer.outputType },
    },
  };
}

/** What stands in the state's output: one result for each item, whether a child worked on one or on a batch. */
function transformationOf(batchSize: number): string {
  return batchSize > 1 ? 'FLATTEN' : 'COMPACT';
}
