import type { QueryLanguage } from '../asl/definition.ts';
import { choice, hole, rawHole, type Hole, type SnippetValue } from './snippet.ts';

/** Something that is inserted as a whole. */
export interface Snippet {
  readonly label: string;
  readonly about: string;
  readonly value: SnippetValue;
}

/** A state, with the name that it has at first. */
export interface StateSnippet extends Snippet {
  readonly name: Hole;
}

type Properties = Readonly<Record<string, SnippetValue>>;

const LAMBDA = 'arn:aws:states:::lambda:invoke';
const GET_OBJECT = 'arn:aws:states:::s3:getObject';
const LIST_OBJECTS = 'arn:aws:states:::s3:listObjectsV2';
const PUT_OBJECT = 'arn:aws:states:::s3:putObject';
const BUCKET = hole('amzn-s3-demo-bucket');

/** What a Lambda function throws when it could not be asked at all. concepts-error-handling.html */
export const RETRY: SnippetValue = [
  {
    ErrorEquals: ['Lambda.ServiceException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'],
    IntervalSeconds: rawHole(1),
    MaxAttempts: rawHole(3),
    BackoffRate: rawHole(2),
    JitterStrategy: 'FULL',
  },
];

function payloadKey(language: QueryLanguage): 'Parameters' | 'Arguments' {
  return language === 'JSONata' ? 'Arguments' : 'Parameters';
}

function workOf(language: QueryLanguage): Properties {
  const input: Properties = language === 'JSONata' ? { Payload: '{% $states.input %}' } : { 'Payload.$': '$' };
  const output: Properties =
    language === 'JSONata' ? { Output: '{% $states.result.Payload %}' } : { OutputPath: '$.Payload' };
  return {
    Type: 'Task',
    Resource: LAMBDA,
    [payloadKey(language)]: { FunctionName: hole('my-function'), ...input },
    ...output,
    Retry: RETRY,
  };
}

function processorOf(language: QueryLanguage, config: Properties): SnippetValue {
  return {
    ProcessorConfig: config,
    StartAt: 'Process item',
    States: { 'Process item': { ...workOf(language), End: true } },
  };
}

/** An ItemProcessor: within the execution, or in executions of its own. */
export function processorSnippets(language: QueryLanguage): Snippet[] {
  return [
    {
      label: 'ItemProcessor, inline',
      about: 'Runs the items within this execution, about 40 at once.',
      value: processorOf(language, { Mode: 'INLINE' }),
    },
    {
      label: 'ItemProcessor, distributed',
      about: 'Runs each item, or batch of items, as a child execution of its own.',
      value: processorOf(language, { Mode: 'DISTRIBUTED', ExecutionType: choice(['STANDARD', 'EXPRESS']) }),
    },
  ];
}

const CSV: Properties = {
  InputType: 'CSV',
  CSVHeaderLocation: 'FIRST_ROW',
};

const READERS: readonly (readonly [
  label: string,
  about: string,
  resource: string,
  config: Properties | undefined,
  place: Properties,
])[] = [
  ['CSV file', 'A row is an item; the first row has the names.', GET_OBJECT, CSV, { Key: hole('items.csv') }],
  [
    'CSV file without a header row',
    'A row is an item; CSVHeaders has the names.',
    GET_OBJECT,
    { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: [hole('id')] },
    { Key: hole('items.csv') },
  ],
  [
    'JSON file',
    'An array or an object; each entry is an item.',
    GET_OBJECT,
    { InputType: 'JSON' },
    { Key: hole('items.json') },
  ],
  ['JSON Lines file', 'Each line is an item.', GET_OBJECT, { InputType: 'JSONL' }, { Key: hole('items.jsonl') }],
  ['Parquet file', 'Each row is an item.', GET_OBJECT, { InputType: 'PARQUET' }, { Key: hole('items.parquet') }],
  [
    'S3 inventory',
    'Each object that an S3 inventory lists is an item.',
    GET_OBJECT,
    { ManifestType: 'S3_INVENTORY' },
    { Key: hole('inventory/manifest.json') },
  ],
  [
    'Athena manifest',
    'The rows of all files that Athena’s UNLOAD wrote.',
    GET_OBJECT,
    { ManifestType: 'ATHENA_DATA', InputType: choice(['PARQUET', 'CSV', 'JSONL']) },
    { Key: hole('results-manifest.csv') },
  ],
  [
    'objects of a bucket',
    'Each object under a prefix is an item.',
    LIST_OBJECTS,
    undefined,
    { Prefix: hole('items/') },
  ],
];

/** An ItemReader for each source. */
export function readerSnippets(language: QueryLanguage): Snippet[] {
  return READERS.map(([label, about, resource, config, place]) => ({
    label: `ItemReader: ${label}`,
    about,
    value: {
      Resource: resource,
      ...(config ? { ReaderConfig: config } : {}),
      [payloadKey(language)]: { Bucket: BUCKET, ...place },
    },
  }));
}

/** A ResultWriter to Amazon S3. */
export function writerSnippets(language: QueryLanguage): Snippet[] {
  return [
    {
      label: 'ResultWriter: Amazon S3',
      about: 'Writes the results to a bucket, so that they need not fit into 256 KiB.',
      value: {
        Resource: PUT_OBJECT,
        WriterConfig: { Transformation: choice(['COMPACT', 'FLATTEN', 'NONE']), OutputType: choice(['JSONL', 'JSON']) },
        [payloadKey(language)]: { Bucket: BUCKET, Prefix: hole('results') },
      },
    },
  ];
}

export const BATCHER: SnippetValue = { MaxItemsPerBatch: rawHole(100) };

export const CATCH: SnippetValue = [{ ErrorEquals: ['States.ALL'], Next: hole('') }];

function stateNamed(name: string, label: string, about: string, value: SnippetValue): StateSnippet {
  return { name: hole(name), label, about, value };
}

/** States to begin with, each valid as it is but for the names of others. */
export function stateSnippets(language: QueryLanguage): StateSnippet[] {
  const [inline, distributed] = processorSnippets(language);
  const items: Properties =
    language === 'JSONata' ? { Items: hole('{% $states.input.items %}') } : { ItemsPath: hole('$.items') };
  const branch = (name: string): SnippetValue => ({
    StartAt: name,
    States: { [name]: { ...workOf(language), End: true } },
  });
  const rule: SnippetValue =
    language === 'JSONata'
      ? { Condition: hole('{% $states.input.count > 0 %}'), Next: hole('') }
      : { Variable: hole('$.count'), NumericGreaterThan: rawHole(0), Next: hole('') };
  return [
    stateNamed('For each', 'Map, inline', 'Runs states for each item of an array, within this execution.', {
      Type: 'Map',
      ...items,
      MaxConcurrency: rawHole(10),
      ItemProcessor: inline?.value ?? {},
      End: true,
    }),
    ...readerSnippets(language).map((reader) =>
      stateNamed(
        'Fan out',
        `Map, distributed: ${reader.label.replace('ItemReader: ', '')}`,
        `Runs child executions for millions of items. ${reader.about}`,
        {
          Type: 'Map',
          ItemReader: reader.value,
          ItemBatcher: BATCHER,
          MaxConcurrency: rawHole(1000),
          ToleratedFailurePercentage: rawHole(0),
          ItemProcessor: distributed?.value ?? {},
          ResultWriter: writerSnippets(language)[0]?.value ?? {},
          End: true,
        },
      ),
    ),
    stateNamed('In parallel', 'Parallel', 'Runs branches side by side.', {
      Type: 'Parallel',
      Branches: [branch('First'), branch('Second')],
      End: true,
    }),
    stateNamed('Work', 'Task: Lambda', 'Calls a Lambda function.', { ...workOf(language), End: true }),
    stateNamed('Choose', 'Choice', 'Goes on by the first rule that is true.', {
      Type: 'Choice',
      Choices: [rule],
      Default: hole(''),
    }),
    stateNamed('Wait', 'Wait', 'Waits.', { Type: 'Wait', Seconds: rawHole(60), End: true }),
    stateNamed('Pass', 'Pass', 'Hands its input on.', { Type: 'Pass', End: true }),
    stateNamed('Done', 'Succeed', 'Ends with success.', { Type: 'Succeed' }),
    stateNamed('Failed', 'Fail', 'Ends with an error.', { Type: 'Fail', Error: hole('Failed'), Cause: hole('…') }),
  ];
}
