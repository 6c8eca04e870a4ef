import type { JsonObject, JsonValue } from '../../asl/json.ts';

/**
 * Alarms on what a user has to look at: executions that did not succeed, child executions of Map Runs with these labels, and
 * functions that throw.
 */
export function alarms(functionIds: readonly string[], labels: readonly string[]): JsonObject {
  const machine = [{ Name: 'StateMachineArn', Value: { Ref: 'StateMachine' } }];
  return {
    ExecutionsFailedAlarm: alarm('Executions failed.', 'AWS/States', 'ExecutionsFailed', machine),
    ExecutionsTimedOutAlarm: alarm('Executions timed out.', 'AWS/States', 'ExecutionsTimedOut', machine),
    ...Object.fromEntries(
      labels.map((label) => [`${label.replace(/[^A-Za-z0-9]/g, '')}ChildrenFailedAlarm`, childrenAlarm(label)]),
    ),
    ...Object.fromEntries(functionIds.map((id) => [`${id}ErrorsAlarm`, errorsAlarm(id)])),
  };
}

/**
 * A failure that is tolerated fails no execution, so the children have an alarm of their own. Their metrics are under the
 * machine's ARN with the label: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html
 */
function childrenAlarm(label: string): JsonObject {
  const machine = [{ Name: 'StateMachineArn', Value: { 'Fn::Sub': `\${StateMachine}/${label}` } }];
  const made = alarm(`Child executions of ${label} failed.`, 'AWS/States', 'ExecutionsFailed', machine);
  return { ...made, Properties: { ...(made.Properties as JsonObject), Threshold: { Ref: 'FailedChildrenThreshold' } } };
}

export const FAILED_CHILDREN_PARAMETER: JsonObject = {
  FailedChildrenThreshold: {
    Type: 'Number',
    Default: 0,
    MinValue: 0,
    Description: 'Child executions of a Map Run that may fail within five minutes before there is an alarm.',
  },
};

export function errorsAlarm(functionId: string): JsonObject {
  const dimensions = [{ Name: 'FunctionName', Value: { Ref: functionId } }];
  return alarm(`${functionId} threw or timed out.`, 'AWS/Lambda', 'Errors', dimensions);
}

/** An alarm on the largest value of a queue's metric, above a threshold. */
export function queueAlarm(description: string, queueId: string, metric: string, threshold: JsonValue): JsonObject {
  const dimensions = [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queueId, 'QueueName'] } }];
  const made = alarm(description, 'AWS/SQS', metric, dimensions);
  const properties = made.Properties as JsonObject;
  return { ...made, Properties: { ...properties, Statistic: 'Maximum', Threshold: threshold } };
}

function alarm(description: string, namespace: string, metric: string, dimensions: JsonObject[]): JsonObject {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: description,
      Namespace: namespace,
      MetricName: metric,
      Dimensions: dimensions,
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: { 'Fn::If': ['HasAlarmTopic', [{ Ref: 'AlarmTopicArn' }], { Ref: 'AWS::NoValue' }] },
    },
  };
}
