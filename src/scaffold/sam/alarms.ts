import type { JsonObject } from '../../asl/json.ts';

/** Alarms on what a user has to look at: executions that did not succeed, and functions that throw. */
export function alarms(functionIds: readonly string[]): JsonObject {
  const machine = [{ Name: 'StateMachineArn', Value: { Ref: 'StateMachine' } }];
  return {
    ExecutionsFailedAlarm: alarm('Executions failed.', 'AWS/States', 'ExecutionsFailed', machine),
    ExecutionsTimedOutAlarm: alarm('Executions timed out.', 'AWS/States', 'ExecutionsTimedOut', machine),
    ...Object.fromEntries(functionIds.map((id) => [`${id}ErrorsAlarm`, errorsAlarm(id)])),
  };
}

export function errorsAlarm(functionId: string): JsonObject {
  const dimensions = [{ Name: 'FunctionName', Value: { Ref: functionId } }];
  return alarm(`${functionId} threw or timed out.`, 'AWS/Lambda', 'Errors', dimensions);
}

/** An alarm on the largest value of a queue's metric, above a threshold. */
export function queueAlarm(description: string, queueId: string, metric: string, threshold: number): JsonObject {
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
