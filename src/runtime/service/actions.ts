import type { JsonObject, JsonValue } from '../../asl/json.ts';
import type { Action } from './action.ts';
import * as activityActions from './activity-actions.ts';
import * as aliasActions from './alias-actions.ts';
import { ApiError } from './api-error.ts';
import * as executionActions from './execution-actions.ts';
import { checkFields } from './fields.ts';
import { getExecutionHistory } from './history-actions.ts';
import * as machineActions from './machine-actions.ts';
import * as mapRunActions from './map-run-actions.ts';
import { redriveExecution } from './redrive-actions.ts';
import type { Service } from './service.ts';
import * as tagActions from './tag-actions.ts';
import * as taskTokenActions from './task-token-actions.ts';
import { testState } from './test-state-action.ts';
import * as versionActions from './version-actions.ts';
import { validateStateMachineDefinition } from './validate-action.ts';

/** By the name that stands in X-Amz-Target. */
const ACTIONS: Readonly<Record<string, Action>> = {
  CreateStateMachine: machineActions.createStateMachine,
  UpdateStateMachine: machineActions.updateStateMachine,
  DeleteStateMachine: machineActions.deleteStateMachine,
  DescribeStateMachine: machineActions.describeStateMachine,
  DescribeStateMachineForExecution: machineActions.describeStateMachineForExecution,
  ListStateMachines: machineActions.listStateMachines,
  ValidateStateMachineDefinition: validateStateMachineDefinition,
  TestState: testState,
  PublishStateMachineVersion: versionActions.publishStateMachineVersion,
  DeleteStateMachineVersion: versionActions.deleteStateMachineVersion,
  ListStateMachineVersions: versionActions.listStateMachineVersions,
  CreateStateMachineAlias: aliasActions.createStateMachineAlias,
  UpdateStateMachineAlias: aliasActions.updateStateMachineAlias,
  DeleteStateMachineAlias: aliasActions.deleteStateMachineAlias,
  DescribeStateMachineAlias: aliasActions.describeStateMachineAlias,
  ListStateMachineAliases: aliasActions.listStateMachineAliases,
  StartExecution: executionActions.startExecution,
  StartSyncExecution: executionActions.startSyncExecution,
  StopExecution: executionActions.stopExecution,
  RedriveExecution: redriveExecution,
  DescribeExecution: executionActions.describeExecution,
  ListExecutions: executionActions.listExecutions,
  GetExecutionHistory: getExecutionHistory,
  DescribeMapRun: mapRunActions.describeMapRun,
  ListMapRuns: mapRunActions.listMapRuns,
  UpdateMapRun: mapRunActions.updateMapRun,
  TagResource: tagActions.tagResource,
  UntagResource: tagActions.untagResource,
  ListTagsForResource: tagActions.listTagsForResource,
  CreateActivity: activityActions.createActivity,
  DeleteActivity: activityActions.deleteActivity,
  DescribeActivity: activityActions.describeActivity,
  ListActivities: activityActions.listActivities,
  GetActivityTask: activityActions.getActivityTask,
  SendTaskSuccess: taskTokenActions.sendTaskSuccess,
  SendTaskFailure: taskTokenActions.sendTaskFailure,
  SendTaskHeartbeat: taskTokenActions.sendTaskHeartbeat,
};

/** Actions, none of which waits, that change what there is besides executions. */
const CHANGES_CATALOG = /^(Create|Update(?!MapRun)|Delete|Publish|Tag|Untag)/;

/** Checks a request and carries it out; throws ApiError. */
export function dispatchAction(
  service: Service,
  name: string,
  body: JsonObject,
  closed: AbortSignal,
): JsonValue | Promise<JsonValue> {
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) throw new ApiError('UnknownOperationException', `The service has no action ${name}.`);
  const input = checkFields(body, action.fields, service.limits === 'aws');
  const answer = action.run(input as never, service, closed);
  if (service.journal !== undefined && CHANGES_CATALOG.test(name)) service.journal.saveCatalog(service);
  return answer;
}
