import type { JsonObject } from '../../asl/json.ts';
import { lambdaTask } from '../lambda-task.ts';
import { argumentsField, itemReader } from './item-reader.ts';
import type { DistributedAnswers } from './distributed-answers.ts';

/** A Map Run over an S3 data set: one child execution for each batch, results beside each other in S3. */
export function distributedDefinition(answers: DistributedAnswers): JsonObject {
  const { queryLanguage, batchSize, executionType, maxConcurrency, toleratedFailurePercentage } = answers;
  const task = batchSize > 1 ? 'ProcessBatch' : 'ProcessItem';
  return {
    Comment: 'Works on each item of a data set in S3, each batch in a child execution of its own.',
    QueryLanguage: queryLanguage,
    StartAt: 'ProcessItems',
    States: {
      ProcessItems: {
        Type: 'Map',
        Label: 'ProcessItems',
        ItemReader: itemReader(answers),
        ...(batchSize > 1 ? { ItemBatcher: { MaxItemsPerBatch: batchSize } } : {}),
        MaxConcurrency: maxConcurrency,
        ToleratedFailurePercentage: toleratedFailurePercentage,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
          StartAt: task,
          States: { [task]: lambdaTask(queryLanguage, '${WorkerFunctionArn}') },
        },
        ...resultWriter(answers),
        End: true,
      },
    },
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
function resultWriter({ writer, batchSize, queryLanguage }: DistributedAnswers): JsonObject {
  if (!writer)
    return { ResultWriter: { WriterConfig: { Transformation: transformationOf(batchSize), OutputType: 'JSON' } } };
  return {
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      [argumentsField(queryLanguage)]: { Bucket: '${ResultsBucket}', Prefix: writer.prefix },
      WriterConfig: { Transformation: writer.transformation, OutputType: writer.outputType },
    },
  };
}

/** What stands in the state's output: one result for each item, whether a child worked on one or on a batch. */
function transformationOf(batchSize: number): string {
  return batchSize > 1 ? 'FLATTEN' : 'COMPACT';
}
