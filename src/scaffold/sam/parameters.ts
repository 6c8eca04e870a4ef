import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';

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
};

/** The parameters of every template's alarms beside their thresholds; both may be given. */
export const ALARM_PARAMETERS: JsonObject = {
  AlarmTopicArn: {
    Type: 'String',
    Default: '',
    AllowedPattern: '^(arn:[a-z-]+:sns:.+)?$',
    Description: 'SNS topic that alarms are sent to; empty for none.',
  },
  AlarmEmail: {
    Type: 'String',
    Default: '',
    AllowedPattern: '^([^@\\s]+@[^@\\s]+)?$',
    Description: 'E-mail address that alarms are sent to, through a topic of the stack; empty for none.',
  },
};

/** A parameter of an alarm: it sounds above this. */
export const thresholdParameter = (value: number, description: string): JsonObject => ({
  Type: 'Number',
  Default: value,
  MinValue: 0,
  Description: description,
});

export const FUNCTION_ERRORS_PARAMETER: JsonObject = {
  FunctionErrorsThreshold: thresholdParameter(
    0,
    'Invocations of a function that may fail within five minutes before there is an alarm.',
  ),
};

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
export const STATE_MACHINE_NAME_PARAMETER: JsonObject = {
  StateMachineName: {
    Type: 'String',
    Default: '',
    AllowedPattern: '^[A-Za-z0-9_-]{0,80}$',
    Description: 'Name of the state machine; empty: CloudFormation makes one of the name of the stack.',
  },
};

/** The parameter that names a bucket of the template. Not `<id>Name`, which the template puts out. */
export const bucketNameParameter = (id: string): string => `NameOf${id}`;

/** The parameters that name these buckets. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function bucketNameParameters(ids: readonly string[]): JsonObject {
  return Object.fromEntries(
    ids.map((id) => [
      bucketNameParameter(id),
      {
        Type: 'String',
        Default: '',
        AllowedPattern: '^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$',
        Description: `Name of ${id}, unlike any other in AWS; empty: CloudFormation makes one of the name of the stack.`,
      },
    ]),
  );
}

/** For each parameter that is empty unless given, the condition that it was given: `Has<parameter>`. */
export function conditions(parameters: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, parameter]) =>
      isJsonObject(parameter) && parameter.Default === ''
        ? [[`Has${name}`, { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: name }, ''] }] }]]
        : [],
    ),
  );
}

/** `value` if this parameter was given; otherwise nothing, as if the property or the element were not there. */
export const ifGiven = (parameter: string, value: JsonValue = { Ref: parameter }): JsonObject => ({
  'Fn::If': [`Has${parameter}`, value, { Ref: 'AWS::NoValue' }],
});
