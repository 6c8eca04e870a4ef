import type { JsonObject } from '../../asl/json.ts';

/** Alarms on what a user has to look at: executions that did not succeed, and functions that throw. */
export function alarms(functionIds: readonly string[]): JsonObject {
  const machine = [{ Name: 'StateMachineArn', Value: { Ref: 'StateMachine' } }];
  return {
    ExecutionsFailedAlarm: alarm('Executions failed.', 'AWS/States', 'ExecutionsFailed', machine),
    ExecutionsTimedOutAlarm: alarm('Executions timed out.', 'AWS/States', 'ExecutionsTimedOut', machine),
    ...Object.fromEntries(
      functionIds.map((id) => [
        `${id}ErrorsAlarm`,
        alarm(`${id} threw or timed out.`, 'AWS/Lambda', 'Errors', [{ Name: 'FunctionName', Value: { Ref: id } }]),
      ]),
    ),
  };
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
