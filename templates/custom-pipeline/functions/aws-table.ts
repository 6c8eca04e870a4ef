import {
  BatchGetItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type Update,
} from '@aws-sdk/client-dynamodb';
import { BusyError, type Condition, type Key, type Row, type Table, type Value, type Write } from './pipeline/ports.ts';

/** The table of the template, through its client. */
export function createTable(client: DynamoDBClient, name: string): Table {
  return {
    read: (keys) => readRows(client, name, keys),
    async write(writes) {
      const updates = writes.map((write) => toUpdate(name, write));
      const [update] = updates;
      try {
        if (updates.length === 1 && update) await client.send(new UpdateItemCommand(update));
        // The SDK gives each call a token of its own: when it tries again, the service knows what it has done.
        else await client.send(new TransactWriteItemsCommand({ TransactItems: updates.map((Update) => ({ Update })) }));
        return [];
      } catch (error) {
        return refusedPlaces(error);
      }
    },
    async *list(pk) {
      let start: Record<string, AttributeValue> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: name,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': { S: pk } },
            ...(start ? { ExclusiveStartKey: start } : {}),
          }),
        );
        yield (page.Items ?? []).map(toRow);
        start = page.LastEvaluatedKey;
      } while (start);
    },
    async listOpenJobs(touchedBefore) {
      const jobs: string[] = [];
      let start: Record<string, AttributeValue> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: name,
            IndexName: 'OpenJobs',
            KeyConditionExpression: '#open = :open AND touched < :before',
            ExpressionAttributeNames: { '#open': 'open' },
            ExpressionAttributeValues: { ':open': { S: 'OPEN' }, ':before': { N: String(touchedBefore) } },
            ...(start ? { ExclusiveStartKey: start } : {}),
          }),
        );
        for (const { pk } of page.Items ?? []) if (pk?.S) jobs.push(pk.S.slice('JOB#'.length));
        start = page.LastEvaluatedKey;
      } while (start);
      return jobs;
    },
  };
}

const keyOf = ({ pk, sk }: Key): Record<string, AttributeValue> => ({ pk: { S: pk }, sk: { S: sk } });

const MOST_KEYS = 100;
const MOST_ROUNDS = 8;

/** A request may leave keys out when the table is busy: those are asked for again. */
async function readRows(client: DynamoDBClient, table: string, keys: readonly Key[]): Promise<(Row | undefined)[]> {
  const found = new Map<string, Row>();
  for (let from = 0; from < keys.length; from += MOST_KEYS) {
    let left: Record<string, AttributeValue>[] = keys.slice(from, from + MOST_KEYS).map(keyOf);
    for (let round = 0; left.length > 0; round++) {
      if (round === MOST_ROUNDS) throw new BusyError('The table did not give all rows.');
      if (round > 0) await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** round * Math.random()));
      const answer = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
      );
      for (const item of answer.Responses?.[table] ?? []) found.set(`${item.pk?.S}\n${item.sk?.S}`, toRow(item));
      left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return keys.map(({ pk, sk }) => found.get(`${pk}\n${sk}`));
}

function toRow(item: Record<string, AttributeValue>): Row {
  const values = Object.entries(item).map(([name, value]): [string, Value] => [
    name,
    value.N === undefined ? (value.BOOL ?? value.S ?? '') : Number(value.N),
  ]);
  return Object.fromEntries(values.filter(([name]) => name !== 'pk' && name !== 'sk'));
}

function toAttribute(value: Value): AttributeValue {
  if (typeof value === 'string') return { S: value };
  return typeof value === 'number' ? { N: String(value) } : { BOOL: value };
}

/** All names stand behind `#`: some of them are words that DynamoDB keeps for itself. */
function toUpdate(
  table: string,
  { key, when = [], set = {}, add = {}, remove = [] }: Write,
): Update & { UpdateExpression: string } {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const nameOf = (name: string): string => {
    names[`#${name}`] = name;
    return `#${name}`;
  };
  const valueOf = (value: Value): string => {
    const id = `:v${Object.keys(values).length}`;
    values[id] = toAttribute(value);
    return id;
  };
  const clause = (word: string, parts: string[]): string[] => (parts.length > 0 ? [`${word} ${parts.join(', ')}`] : []);
  const expression = [
    ...clause(
      'SET',
      Object.entries(set).map(([name, value]) => `${nameOf(name)} = ${valueOf(value)}`),
    ),
    ...clause(
      'ADD',
      Object.entries(add).map(([name, value]) => `${nameOf(name)} ${valueOf(value)}`),
    ),
    ...clause('REMOVE', remove.map(nameOf)),
  ].join(' ');
  const condition = when.map((each) => toCondition(each, nameOf, valueOf)).join(' OR ');
  return {
    TableName: table,
    Key: keyOf(key),
    UpdateExpression: expression,
    ...(condition === '' ? {} : { ConditionExpression: condition }),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}

function toCondition(
  condition: Condition,
  nameOf: (name: string) => string,
  valueOf: (value: Value) => string,
): string {
  if (condition === 'missing') return `attribute_not_exists(${nameOf('pk')})`;
  return `(${Object.entries(condition)
    .map(([name, value]) => `${nameOf(name)} = ${valueOf(value)}`)
    .join(' AND ')})`;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const BUSY =
  /^(TransactionConflict(Exception)?|ThrottlingError|ThrottlingException|ProvisionedThroughputExceeded(Exception)?|RequestLimitExceeded|TransactionInProgressException|InternalServerError)$/;

/** The places whose conditions did not hold; throws BusyError, or what it was given. */
function refusedPlaces(error: unknown): number[] {
  if (!(error instanceof Error)) throw error;
  if (error.name === 'ConditionalCheckFailedException') return [0];
  const reasons = (error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons ?? [];
  const codes = reasons.map(({ Code = 'None' }) => Code);
  // A conflict may hide what the conditions say: only a second try tells.
  if ([error.name, ...codes].some((code) => BUSY.test(code))) throw new BusyError(error.message, { cause: error });
  const refused = codes.flatMap((code, place) => (code === 'ConditionalCheckFailed' ? [place] : []));
  if (refused.length === 0 || codes.some((code) => code !== 'None' && code !== 'ConditionalCheckFailed')) throw error;
  return refused;
}
