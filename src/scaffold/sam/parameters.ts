import type { JsonObject } from '../../asl/json.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const DEFAULT_MEMORY_MB = 256;
export const DEFAULT_TIMEOUT_SECONDS = 30;

export const PARAMETERS: JsonObject = {
  FunctionMemoryMb: {
    Type: 'Number',
    Default: DEFAULT_MEMORY_MB,
    MinValue: 128,
    MaxValue: 10_240,
    Description: 'Memory of each function; its share of CPU grows with it.',
  },
  FunctionTimeoutSeconds: {
    Type: 'Number',
    Default: DEFAULT_TIMEOUT_SECONDS,
    MinValue: 1,
    MaxValue: 900,
    Description: 'Time that one invocation may take; a batch is one invocation.',
  },
  LogRetentionDays: {
    Type: 'Number',
    Default: 30,
    AllowedValues: RETENTIONS,
    Description: 'Days that logs are kept.',
  },
  LogLevel: {
    Type: 'String',
    Default: 'ERROR',
    AllowedValues: ['ALL', 'ERROR', 'FATAL', 'OFF'],
    Description: 'What the state machine logs. ALL writes every event of every execution, which costs.',
  },
  AlarmTopicArn: {
    Type: 'String',
    Default: '',
    Description: 'SNS topic that alarms are sent to; empty for none.',
  },
};
