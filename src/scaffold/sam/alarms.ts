import type { JsonObject, JsonValue } from '../../asl/json.ts';
import { ifGiven } from './parameters.ts';

/**
 * Alarms on what a user has to look at: executions that did not succeed, child executions of Map Runs with these labels, and
 * functions that throw.
 */
export function alarms(functionIds: readonly string[], labels: readonly string[]): JsonObject {
  const machine = [{ Name: 'StateMachineArn', Value: { Ref: 'StateMachine' } }];
  return {
    ExecutionsFailedAlarm: alarm('Executions failed.', 'AWS/States', 'ExecutionsFailed', machine, FAILED_EXECUTIONS),
    ExecutionsTimedOutAlarm: alarm(
      'Executions timed out.',
      'AWS/States',
      'ExecutionsTimedOut',
      machine,
      FAILED_EXECUTIONS,
    ),
    ...Object.fromEntries(
      labels.map((label) => [`${label.replace(/[^A-Za-z0-9]/g, '')}ChildrenFailedAlarm`, childrenAlarm(label)]),
    ),
    ...Object.fromEntries(functionIds.map((id) => [`${id}ErrorsAlarm`, errorsAlarm(id)])),
  };
}

/**
 * Where alarms go: a topic that exists, one that the stack makes for an address, both or none. The topic has no key of
 * its own: alarms cannot publish through `alias/aws/sns`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export const ALARM_TOPIC: JsonObject = {
  AlarmTopic: {
    Type: 'AWS::SNS::Topic',
    Condition: 'HasAlarmEmail',
    Properties: { Subscription: [{ Protocol: 'email', Endpoint: { Ref: 'AlarmEmail' } }] },
  },
};

/** Above AlarmTopic. */
export const ALARM_TOPIC_COMMENT =
  'Sends alarms to AlarmEmail once somebody has confirmed the message that SNS sends first.';

/**
 * A failure that is tolerated fails no execution, so the children have an alarm of their own. Their metrics are under the
 * machine's ARN with the label: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html
 */
function childrenAlarm(label: string): JsonObject {
  const machine = [{ Name: 'StateMachineArn', Value: { 'Fn::Sub': `\${StateMachine}/${label}` } }];
  return alarm(`Child executions of ${label} failed.`, 'AWS/States', 'ExecutionsFailed', machine, {
    Ref: 'FailedChildrenThreshold',
  });
}

export function errorsAlarm(functionId: string): JsonObject {
  const dimensions = [{ Name: 'FunctionName', Value: { Ref: functionId } }];
  return alarm(`${functionId} threw or timed out.`, 'AWS/Lambda', 'Errors', dimensions, {
    Ref: 'FunctionErrorsThreshold',
  });
}

/** An alarm on how old the records of a stream are when a function gets them; the threshold is in milliseconds. */
export function streamAgeAlarm(functionId: string, threshold: JsonValue): JsonObject {
  const dimensions = [{ Name: 'FunctionName', Value: { Ref: functionId } }];
  const description = `${functionId} is behind its stream, which keeps records for 24 hours.`;
  return largest(alarm(description, 'AWS/Lambda', 'IteratorAge', dimensions, threshold));
}

/** An alarm on the largest value of a queue's metric, above a threshold. */
export function queueAlarm(description: string, queueId: string, metric: string, threshold: JsonValue): JsonObject {
  const dimensions = [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queueId, 'QueueName'] } }];
  return largest(alarm(description, 'AWS/SQS', metric, dimensions, threshold));
}

const largest = (made: JsonObject): JsonObject => ({
  ...made,
  Properties: { ...(made.Properties as JsonObject), Statistic: 'Maximum' },
});

const FAILED_EXECUTIONS = { Ref: 'FailedExecutionsThreshold' };

function alarm(
  description: string,
  namespace: string,
  metric: string,
  dimensions: JsonObject[],
  threshold: JsonValue,
): JsonObject {
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
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [ifGiven('AlarmTopicArn'), ifGiven('AlarmEmail', { Ref: 'AlarmTopic' })],
    },
  };
}
