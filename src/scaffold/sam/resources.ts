import type { JsonObject } from '../../asl/json.ts';
import type { HandlerLanguage } from '../handler-language.ts';
import { keyArn, logGroup, type Encryption } from './encryption.ts';
import { bucketNameParameter, ifGiven } from './parameters.ts';
import { arnOf, functionRole } from './roles.ts';

export interface TemplateFunction {
  /** Logical id, such as `WorkerFunction`. */
  readonly id: string;
  /** Relative to the template. */
  readonly codeUri: string;
}

/** A function with a log group of its own, so that its logs are not kept forever, and a role that may write there. */
export function functionResources(
  { id, codeUri }: TemplateFunction,
  language: HandlerLanguage,
  encryption: Encryption,
): JsonObject {
  return {
    [id]: {
      Type: 'AWS::Serverless::Function',
      ...(language === 'typescript' ? { Metadata: ESBUILD } : {}),
      Properties: {
        CodeUri: codeUri,
        Handler: 'handler.handler',
        Role: arnOf(`${id}Role`),
        LoggingConfig: { LogGroup: { Ref: `${id}LogGroup` } },
      },
    },
    [`${id}Role`]: functionRole(`${id}LogGroup`, []),
    [`${id}LogGroup`]: logGroup(encryption),
  };
}

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html */
const ESBUILD: JsonObject = {
  BuildMethod: 'esbuild',
  BuildProperties: {
    EntryPoints: ['handler.ts'],
    Format: 'esm',
    OutExtension: ['.js=.mjs'],
    Target: 'es2022',
    Minify: false,
    Sourcemap: true,
  },
};

/**
 * A private bucket, under the name that its parameter gives, that takes only encrypted connections and does not keep the
 * parts of uploads that were never finished; with its policy.
 */
export function bucketResources(id: string, encryption: Encryption, more: JsonObject = {}): JsonObject {
  const made = bucket(id, encryption);
  return {
    [id]: { ...made, Properties: { ...(made.Properties as JsonObject), ...more } },
    [`${id}Policy`]: tlsOnly(id),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html */
const tlsOnly = (id: string): JsonObject => ({
  Type: 'AWS::S3::BucketPolicy',
  Properties: {
    Bucket: { Ref: id },
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'EncryptedConnectionsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [arnOf(id), { 'Fn::Sub': `\${${id}.Arn}/*` }],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  },
});

export const ABORT_UPLOADS: JsonObject = {
  Id: 'AbortUploads',
  Status: 'Enabled',
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};

function bucket(id: string, encryption: Encryption): JsonObject {
  const key = keyArn(encryption);
  const byKey = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key ?? '' };
  return {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketName: ifGiven(bucketNameParameter(id)),
      // A bucket key spares KMS, and its bill, a request for each object.
      ...(key === undefined
        ? {}
        : {
            BucketEncryption: {
              ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: byKey }],
            },
          }),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: [ABORT_UPLOADS] },
    },
  };
}
