import type { JsonObject } from '../../asl/json.ts';
import { lambdaTask } from '../lambda-task.ts';
import type { DistributedAnswers } from './distributed-answers.ts';
import { argumentsField, fileReader, itemReader, listReader, type FileSource } from './item-reader.ts';

/** A Map Run over an S3 data set: one child execution for each batch, results beside each other in S3. */
export function distributedDefinition(answers: DistributedAnswers): JsonObject {
  const nested = answers.nesting === 'distributed-in-distributed';
  return {
    Comment: nested
      ? 'Works on the items of each file under a prefix in S3, each file in a Map Run of its own.'
      : 'Works on each item of a data set in S3, each batch in a child execution of its own.',
    QueryLanguage: answers.queryLanguage,
    StartAt: nested ? 'ProcessFiles' : 'ProcessItems',
    States: nested
      ? { ProcessFiles: processFiles(answers) }
      : { ProcessItems: processItems(answers, itemReader(answers), '') },
  };
}

/** The Map Run over the items that `reader` reads; their results lie in `folder` below the prefix of the results. */
function processItems(answers: DistributedAnswers, reader: JsonObject, folder: string): JsonObject {
  const { executionType, batchSize } = answers;
  const [StartAt, state] = childState(answers);
  return {
    Type: 'Map',
    Label: 'ProcessItems',
    ItemReader: reader,
    ...(isBatched(answers) ? { ItemBatcher: { MaxItemsPerBatch: batchSize } } : {}),
    MaxConcurrency: answers.maxConcurrency,
    ToleratedFailurePercentage: answers.toleratedFailurePercentage,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
      StartAt,
      States: { [StartAt]: state },
    },
    ResultWriter: resultWriter(answers, folder),
    End: true,
  };
}

/** Whether a child gets `{Items: […]}`: an inline Map goes over a list, be it of one. */
function isBatched({ batchSize, nesting }: DistributedAnswers): boolean {
  return batchSize > 1 || nesting === 'inline-in-distributed';
}

function childState(answers: DistributedAnswers): [name: string, state: JsonObject] {
  const { queryLanguage, nesting, itemsAtOnce } = answers;
  const call = lambdaTask(queryLanguage, '${WorkerFunctionArn}');
  if (nesting !== 'inline-in-distributed') return [isBatched(answers) ? 'ProcessBatch' : 'ProcessItem', call];
  const map: JsonObject = {
    Type: 'Map',
    ...(queryLanguage === 'JSONata' ? { Items: '{% $states.input.Items %}' } : { ItemsPath: '$.Items' }),
    MaxConcurrency: itemsAtOnce,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'INLINE' },
      StartAt: 'ProcessItem',
      States: { ProcessItem: call },
    },
    End: true,
  };
  return ['ProcessBatch', map];
}

/** The Map Run over the files: only a Standard child can have a Map Run of its own. */
function processFiles(answers: DistributedAnswers): JsonObject {
  const isJsonata = answers.queryLanguage === 'JSONata';
  return {
    Type: 'Map',
    Label: 'ProcessFiles',
    ItemReader: listReader(answers),
    MaxConcurrency: answers.filesAtOnce,
    ToleratedFailurePercentage: 0,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'HasContent',
      States: {
        HasContent: {
          Type: 'Choice',
          Comment: 'A folder that the console made is listed as an empty object.',
          Choices: [
            isJsonata
              ? { Condition: '{% $states.input.Size > 0 %}', Next: 'ProcessItems' }
              : { Variable: '$.Size', NumericGreaterThan: 0, Next: 'ProcessItems' },
          ],
          Default: 'NoItems',
        },
        NoItems: { Type: 'Pass', ...(isJsonata ? { Output: [] } : { Result: [] }), End: true },
        // Only sources with files are offered.
        ProcessItems: processItems(answers, fileReader(answers.source as FileSource, answers.queryLanguage), '/items'),
      },
    },
    ResultWriter: filesWriter(answers),
    End: true,
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
function resultWriter(answers: DistributedAnswers, folder: string): JsonObject {
  const { writer } = answers;
  // What stands in the state's output: one result for each item, whether a child worked on one or on a batch.
  if (!writer)
    return { WriterConfig: { Transformation: isBatched(answers) ? 'FLATTEN' : 'COMPACT', OutputType: 'JSON' } };
  return {
    ...exportTo(answers, `${writer.prefix}${folder}`),
    WriterConfig: { Transformation: writer.transformation, OutputType: writer.outputType },
  };
}

/** FLATTEN: a list of where each file's results are, or of the results themselves; an empty file adds nothing to it. */
function filesWriter(answers: DistributedAnswers): JsonObject {
  const { writer } = answers;
  return {
    ...(writer ? exportTo(answers, `${writer.prefix}/files`) : {}),
    WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' },
  };
}

function exportTo({ queryLanguage }: DistributedAnswers, prefix: string): JsonObject {
  return {
    Resource: 'arn:aws:states:::s3:putObject',
    [argumentsField(queryLanguage)]: { Bucket: '${ResultsBucket}', Prefix: prefix },
  };
}
