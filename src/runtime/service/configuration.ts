import { ApiError } from './api-error.ts';
import type { Field, ValueOf } from './fields.ts';

/**
 * Logging and tracing are configuration of a deployed machine: kept with its revision and given back by the Describe
 * actions, as a deployment expects, but nothing is logged or traced: there is no CloudWatch and no X-Ray here.
 */
export const LOGGING = {
  type: 'structure',
  fields: {
    level: { type: 'string', values: ['ALL', 'ERROR', 'FATAL', 'OFF'] },
    includeExecutionData: { type: 'boolean' },
    destinations: {
      type: 'list',
      of: {
        type: 'structure',
        fields: {
          cloudWatchLogsLogGroup: {
            type: 'structure',
            fields: { logGroupArn: { type: 'string', min: 1, max: 256 } },
          },
        },
      },
    },
  },
} as const satisfies Field;
export const TRACING = { type: 'structure', fields: { enabled: { type: 'boolean' } } } as const satisfies Field;
/** Only what is encrypted with a key of AWS's own, which nobody notices: `refuseKmsKey` says so of the others. */
export const ENCRYPTION = {
  type: 'structure',
  fields: {
    type: { type: 'string', required: true, values: ['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY'] },
    kmsKeyId: { type: 'string', min: 1, max: 2048 },
    kmsDataKeyReusePeriodSeconds: { type: 'integer', min: 60, max: 900 },
  },
} as const satisfies Field;
/** What the Describe actions tell of encryption. */
export const OWNED_KEY = { encryptionConfiguration: { type: 'AWS_OWNED_KEY' } } as const;

/** Throws InvalidEncryptionConfiguration. */
export function refuseKmsKey(encryption: ValueOf<typeof ENCRYPTION> | undefined): void {
  const { type, ...key } = encryption ?? {};
  if (type === 'CUSTOMER_MANAGED_KMS_KEY' || Object.keys(key).length > 0)
    throw new ApiError(
      'InvalidEncryptionConfiguration',
      'encryptionConfiguration: the local Step Functions has no KMS: leave it out or use AWS_OWNED_KEY.',
    );
}

/**
 * Throws InvalidLoggingConfiguration or InvalidTracingConfiguration.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html
 */
export function checkConfiguration(
  logging: ValueOf<typeof LOGGING> | undefined,
  tracing: ValueOf<typeof TRACING> | undefined,
): void {
  const refuse = (problem: string) => {
    throw new ApiError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${problem}`);
  };
  const { level = 'OFF', destinations = [] } = logging ?? {};
  if (destinations.length > 1 || (level !== 'OFF' && destinations.length === 0))
    refuse('Must specify exactly one Log Destination.');
  for (const { cloudWatchLogsLogGroup } of destinations) {
    const arn = cloudWatchLogsLogGroup?.logGroupArn ?? '';
    if (!/^arn:aws(-[a-z]+)*:logs:[^:]+:\d{12}:log-group:[^:]+:\*$/.test(arn))
      refuse(`'${arn}' is not the ARN of a log group, which ends in ':*'.`);
  }
  if (tracing !== undefined && tracing.enabled === undefined)
    throw new ApiError('InvalidTracingConfiguration', 'Invalid Tracing Configuration: enabled must be true or false.');
}
