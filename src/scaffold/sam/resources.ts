import type { JsonObject } from '../../asl/json.ts';
import type { HandlerLanguage } from '../handler-language.ts';

export interface TemplateFunction {
  /** Logical id, such as `WorkerFunction`. */
  readonly id: string;
  /** Relative to the template. */
  readonly codeUri: string;
}

/** A function with a log group of its own, so that its logs are not kept forever. */
export function functionResources({ id, codeUri }: TemplateFunction, language: HandlerLanguage): JsonObject {
  return {
    [id]: {
      Type: 'AWS::Serverless::Function',
      ...(language === 'typescript' ? { Metadata: ESBUILD } : {}),
      Properties: {
        CodeUri: codeUri,
        Handler: 'handler.handler',
        LoggingConfig: { LogGroup: { Ref: `${id}LogGroup` } },
      },
    },
    [`${id}LogGroup`]: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: { Ref: 'LogRetentionDays' } },
    },
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
export function bucket(): JsonObject {
  return {
    Type: 'AWS::S3::Bucket',
    Properties: {
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
