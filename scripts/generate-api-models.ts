// Writes src/runtime/test-state/api-models.json from the service models that botocore carries (Apache-2.0): what each
// action answers with, for the services that state machines call most. `node scripts/generate-api-models.ts FOLDER`,
// FOLDER being botocore/data of an unpacked wheel (`pip download --no-deps botocore`). Facts only: names, kinds, ranges.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PackedService, PackedShape } from '../src/runtime/test-state/packed-models.ts';

/** Name in an `aws-sdk:` Resource, and its model. */
const SERVICES: readonly (readonly [string, string])[] = [
  ['athena', 'athena'],
  ['batch', 'batch'],
  ['bedrockruntime', 'bedrock-runtime'],
  ['cloudwatch', 'cloudwatch'],
  ['cloudwatchlogs', 'logs'],
  ['codebuild', 'codebuild'],
  ['cognitoidentityprovider', 'cognito-idp'],
  ['comprehend', 'comprehend'],
  ['dynamodb', 'dynamodb'],
  ['ecs', 'ecs'],
  ['emrserverless', 'emr-serverless'],
  ['eventbridge', 'events'],
  ['firehose', 'firehose'],
  ['glue', 'glue'],
  ['kinesis', 'kinesis'],
  ['kms', 'kms'],
  ['lambda', 'lambda'],
  ['polly', 'polly'],
  ['rdsdata', 'rds-data'],
  ['redshiftdata', 'redshift-data'],
  ['rekognition', 'rekognition'],
  ['s3', 's3'],
  ['scheduler', 'scheduler'],
  ['secretsmanager', 'secretsmanager'],
  ['sesv2', 'sesv2'],
  ['sfn', 'stepfunctions'],
  ['sns', 'sns'],
  ['sqs', 'sqs'],
  ['ssm', 'ssm'],
  ['sts', 'sts'],
  ['textract', 'textract'],
  ['transcribe', 'transcribe'],
  ['translate', 'translate'],
];

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly required?: readonly string[];
  readonly member?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly document?: boolean;
}

interface Model {
  readonly operations: Readonly<Record<string, { readonly output?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const NUMBERS: ReadonlySet<string> = new Set(['integer', 'long', 'float', 'double', 'bigdecimal', 'biginteger']);

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/generate-api-models.ts BOTOCORE/data');
const target = join(import.meta.dirname, '..', 'src', 'runtime', 'test-state', 'api-models.json');
const packed = Object.fromEntries(SERVICES.map(([name, model]) => [name, pack(readModel(folder, model))]));
writeFileSync(target, `${JSON.stringify(packed)}\n`);

function readModel(data: string, name: string): Model {
  const version = readdirSync(join(data, name)).sort().at(-1) ?? '';
  return JSON.parse(gunzipSync(readFileSync(join(data, name, version, 'service-2.json.gz'))).toString()) as Model;
}

function pack({ operations, shapes }: Model): PackedService {
  const table: PackedShape[] = [];
  const places = new Map<string, number>();
  /** Equal simple shapes stand in the table once. */
  const place = (shape: PackedShape): number => {
    const key = JSON.stringify(shape);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, table.length);
    return table.push(shape) - 1;
  };
  const packShape = (name: string): number => {
    const known = places.get(name);
    if (known !== undefined) return known;
    const shape = shapes[name];
    if (shape === undefined) throw new Error(`There is no shape ${name}`);
    if (shape.type === 'structure' && shape.document !== true) {
      const fields: Record<string, number> = {};
      places.set(name, table.length);
      // In its place before its members, which may hold it.
      table.push([fields, (shape.required ?? []).map(upperFirst)]);
      for (const [member, { shape: of }] of Object.entries(shape.members ?? {}))
        fields[upperFirst(member)] = packShape(of);
      return places.get(name) ?? 0;
    }
    if (shape.type !== 'list' && shape.type !== 'map') return place(packSimple(shape));
    const at = table.push(['any']) - 1;
    places.set(name, at);
    const of = packShape((shape.member ?? shape.value)?.shape ?? '');
    table[at] = [shape.type === 'list' ? 'array' : 'map', of];
    return at;
  };
  const answers: Record<string, number> = {};
  for (const [name, { output }] of Object.entries(operations))
    answers[lowerFirst(name)] = output ? packShape(output.shape) : place([{}, []]);
  return { answers, shapes: table };
}

function packSimple({ type, min, max, enum: values }: Shape): PackedShape {
  if (values) return ['enum', ...values];
  const range = max === undefined ? (min === undefined ? [] : [min]) : [min ?? null, max];
  if (NUMBERS.has(type)) return ['number', ...range];
  if (type === 'string') return ['string', ...range];
  // Counted in bytes, and written in base64.
  if (type === 'blob') return ['string', ...range.slice(0, 1)];
  if (type === 'timestamp') return ['string'];
  return type === 'boolean' ? ['boolean'] : ['any'];
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
