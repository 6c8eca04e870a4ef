// Writes src/runtime/tasks/aws-services.json from the service models that botocore carries (Apache-2.0), for services
// whose APIs speak the AWS JSON protocols. `node scripts/generate-aws-services.ts FOLDER`, FOLDER being botocore/data
// of an unpacked wheel (`pip download --no-deps botocore`). Facts only: names, no text of the models.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Name in an `aws-sdk:` Resource, its model, and its name in the AWS SDK for Java 2. */
const SERVICES: readonly (readonly [string, string, string])[] = [
  ['athena', 'athena', 'Athena'],
  ['cloudwatchlogs', 'logs', 'CloudWatchLogs'],
  ['cognitoidentityprovider', 'cognito-idp', 'CognitoIdentityProvider'],
  ['comprehend', 'comprehend', 'Comprehend'],
  ['dynamodb', 'dynamodb', 'DynamoDb'],
  ['ecs', 'ecs', 'Ecs'],
  ['eventbridge', 'events', 'EventBridge'],
  ['firehose', 'firehose', 'Firehose'],
  ['kinesis', 'kinesis', 'Kinesis'],
  ['kms', 'kms', 'Kms'],
  ['rekognition', 'rekognition', 'Rekognition'],
  ['secretsmanager', 'secretsmanager', 'SecretsManager'],
  ['sqs', 'sqs', 'Sqs'],
  ['ssm', 'ssm', 'Ssm'],
  ['textract', 'textract', 'Textract'],
  ['translate', 'translate', 'Translate'],
];

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly value?: { readonly shape: string };
}

interface Model {
  readonly metadata: Readonly<Record<string, string>>;
  readonly operations: Readonly<
    Record<string, Partial<Record<'input' | 'output', { shape: string }>> & { errors?: { shape: string }[] }>
  >;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/generate-aws-services.ts BOTOCORE/data');
const target = join(import.meta.dirname, '..', 'src', 'runtime', 'tasks', 'aws-services.json');
writeFileSync(
  target,
  `${JSON.stringify(Object.fromEntries(SERVICES.map(([id, model, sdk]) => [id, describe(readModel(model), sdk)])))}\n`,
);

function readModel(name: string): Model {
  const version =
    readdirSync(join(folder ?? '', name))
      .sort()
      .at(-1) ?? '';
  return JSON.parse(
    gunzipSync(readFileSync(join(folder ?? '', name, version, 'service-2.json.gz'))).toString(),
  ) as Model;
}

function describe({ metadata, operations, shapes }: Model, sdk: string) {
  const sent = membersOf(shapes, Object.values(operations), 'input');
  const received = membersOf(shapes, Object.values(operations), 'output');
  const names = new Set([...sent.keys(), ...received.keys()]);
  const lower = [...names].filter((name) => /^[a-z]/.test(name));
  const isLower = lower.length * 2 > names.size;
  const has = (members: Map<string, Set<string>>, type: string) =>
    [...members].filter(([, types]) => types.has(type)).map(([name]) => name);
  // A text that is a date in one structure and a plain text in another is left to whoever wrote it.
  const dates = has(sent, 'timestamp').filter((name) => !sent.get(name)?.has('string'));
  return {
    sdk,
    serviceId: metadata['serviceId'],
    target: metadata['targetPrefix'],
    jsonVersion: metadata['jsonVersion'],
    signingName: metadata['signingName'] ?? metadata['endpointPrefix'],
    lowerCase: isLower,
    /** Members of the other case. */
    exceptions: [...names].filter((name) => /^[a-z]/.test(name) !== isLower),
    maps: [...new Set([...has(sent, 'map'), ...has(received, 'map')])],
    datesSent: dates,
    datesReceived: has(received, 'timestamp'),
    blobsSent: has(sent, 'blob'),
    errors: [
      ...new Set(Object.values(operations).flatMap(({ errors = [] }) => errors.map(({ shape }) => shape))),
    ].sort(),
    actions: Object.keys(operations).map((name) => name.slice(0, 1).toLowerCase() + name.slice(1)),
  };
}

/** Names of all members below the inputs or outputs, with the types they have anywhere. */
function membersOf(shapes: Model['shapes'], operations: Model['operations'][string][], side: 'input' | 'output') {
  const members = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const visit = (name: string | undefined): void => {
    const shape = name === undefined ? undefined : shapes[name];
    if (name === undefined || shape === undefined || seen.has(name)) return;
    seen.add(name);
    for (const [member, { shape: of }] of Object.entries(shape.members ?? {})) {
      members.set(member, (members.get(member) ?? new Set()).add(shapes[of]?.type ?? ''));
      visit(of);
    }
    visit(shape.member?.shape);
    // Keys of a map are free: what is in its values is named, but nothing of it is converted.
  };
  for (const operation of operations) visit(operation[side]?.shape);
  return members;
}
