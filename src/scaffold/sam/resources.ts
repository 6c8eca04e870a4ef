import type { JsonObject } from '../../asl/json.ts';
import type { HandlerLanguage } from '../handler-language.ts';
import { keyArn, logGroup, type Encryption } from './encryption.ts';
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

/** A private bucket that does not keep the parts of uploads that were never finished. */
export function bucket(encryption: Encryption): JsonObject {
  const key = keyArn(encryption);
  const byKey = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key ?? '' };
  return {
    Type: 'AWS::S3::Bucket',
    Properties: {
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
      LifecycleConfiguration: {
        Rules: [{ Id: 'AbortUploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }],
      },
    },
  };
}
