import type { Shape, StructureShape } from './api-shape.ts';
import { S3_ANSWERS } from './s3-models.ts';
import { ANY, NUMBER, STRING, arrayOf, mapOf, structure } from './shapes.ts';

const CAPACITY = structure({ CapacityUnits: NUMBER, ReadCapacityUnits: NUMBER, WriteCapacityUnits: NUMBER });
const CONSUMED_CAPACITY = structure({
  TableName: { kind: 'string', min: 1, max: 1024 },
  CapacityUnits: NUMBER,
  ReadCapacityUnits: NUMBER,
  WriteCapacityUnits: NUMBER,
  Table: CAPACITY,
  LocalSecondaryIndexes: mapOf(CAPACITY),
  GlobalSecondaryIndexes: mapOf(CAPACITY),
});
/** Its NULL and BOOL carry other names in other integrations: what a model does not name is let pass. */
const ATTRIBUTE_VALUE: StructureShape = structure({
  S: STRING,
  N: STRING,
  B: STRING,
  SS: arrayOf(STRING),
  NS: arrayOf(STRING),
  BS: arrayOf(STRING),
  M: () => mapOf(ATTRIBUTE_VALUE),
  L: () => arrayOf(ATTRIBUTE_VALUE),
});
const ATTRIBUTES = mapOf(ATTRIBUTE_VALUE);
const WRITTEN_ITEM = structure({
  Attributes: ATTRIBUTES,
  ConsumedCapacity: CONSUMED_CAPACITY,
  ItemCollectionMetrics: structure({ ItemCollectionKey: ATTRIBUTES, SizeEstimateRangeGB: arrayOf(NUMBER) }),
});
const FOUND_ITEMS = structure({
  Items: arrayOf(ATTRIBUTES),
  Count: NUMBER,
  ScannedCount: NUMBER,
  LastEvaluatedKey: ATTRIBUTES,
  ConsumedCapacity: CONSUMED_CAPACITY,
});
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations.html */
const DYNAMODB = {
  getItem: structure({ Item: ATTRIBUTES, ConsumedCapacity: CONSUMED_CAPACITY }),
  putItem: WRITTEN_ITEM,
  updateItem: WRITTEN_ITEM,
  deleteItem: WRITTEN_ITEM,
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html. `payload`: the integrations differ in it. */
function lambdaAnswer(payload: Shape): StructureShape {
  return structure({
    StatusCode: NUMBER,
    FunctionError: STRING,
    LogResult: STRING,
    Payload: payload,
    ExecutedVersion: { kind: 'string', min: 1, max: 1024 },
    DurableExecutionArn: STRING,
  });
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const START_EXECUTION = structure({ ExecutionArn: { kind: 'string', min: 1, max: 256 }, StartDate: STRING }, [
  'ExecutionArn',
  'StartDate',
]);
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const SEND_MESSAGE = structure({
  MD5OfMessageBody: STRING,
  MD5OfMessageAttributes: STRING,
  MD5OfMessageSystemAttributes: STRING,
  MessageId: STRING,
  SequenceNumber: STRING,
});
/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const PUBLISH = structure({ MessageId: STRING, SequenceNumber: STRING });
/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const PUT_EVENTS = structure({
  FailedEntryCount: NUMBER,
  Entries: arrayOf(structure({ EventId: STRING, ErrorCode: STRING, ErrorMessage: STRING })),
});

/** By the end of a Resource. */
const ANSWERS: Readonly<Record<string, Shape>> = {
  'lambda:invoke': lambdaAnswer(ANY),
  'aws-sdk:lambda:invoke': lambdaAnswer(STRING),
  ...underName('dynamodb', DYNAMODB),
  ...underName('aws-sdk:dynamodb', { ...DYNAMODB, query: FOUND_ITEMS, scan: FOUND_ITEMS }),
  ...underName('aws-sdk:s3', S3_ANSWERS),
  'sqs:sendMessage': SEND_MESSAGE,
  'aws-sdk:sqs:sendMessage': SEND_MESSAGE,
  'sns:publish': PUBLISH,
  'aws-sdk:sns:publish': PUBLISH,
  'events:putEvents': PUT_EVENTS,
  'aws-sdk:eventbridge:putEvents': PUT_EVENTS,
  'states:startExecution': START_EXECUTION,
  'aws-sdk:sfn:startExecution': START_EXECUTION,
};

/** What a service integration answers with: `dynamodb:putItem`, `aws-sdk:s3:getObject`. Undefined: not known here. */
export function answerOf(integration: string): Shape | undefined {
  return Object.hasOwn(ANSWERS, integration) ? ANSWERS[integration] : undefined;
}

function underName(service: string, answers: Readonly<Record<string, Shape>>): Record<string, Shape> {
  return Object.fromEntries(Object.entries(answers).map(([action, shape]) => [`${service}:${action}`, shape]));
}
