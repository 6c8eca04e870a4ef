import { isJsonObject, type JsonObject } from '../asl/json.ts';
import type { PathLimits } from '../project/project-paths.ts';
import type { Bucket } from '../items/bucket.ts';
import { deployMachine, type Deployed } from './deploy-machine.ts';
import { findMachine, type DeployedMachine } from './find-machine.ts';
import { planRole, readAccountId, type RoleEndpoint, type RolePlan } from './machine-role.ts';
import { prepareDeployment, type PreparedDefinition } from './prepare-deployment.ts';
import type { Rerun } from './prepare-rerun.ts';
import { RunRefused } from './run-refused.ts';
import { startExecution } from './start-execution.ts';

export interface RerunMachineRequest {
  readonly rerun: Rerun;
  /** Of the results. */
  readonly mapRunArn: string;
  /** Of the definition that was run: its folder has the fanout.json. */
  readonly definitionPath: string;
  readonly limits?: PathLimits | undefined;
  readonly substitutions: Readonly<Record<string, string>>;
}

/** The state machine that is to run items again on AWS or an endpoint; nothing was made. */
export interface RerunMachine {
  readonly name: string;
  readonly prepared: PreparedDefinition;
  /** Of an earlier re-run of the same Map Run. */
  readonly known: DeployedMachine | undefined;
}

/** A role is `fanout-` and the name of its machine, and has 64 characters. */
const LONGEST_NAME = 57;
const ID_LENGTH = 8;

/**
 * `<machine>-rerun-<of the Map Run's id>`: the same for each re-run of a Map Run, so that a role can be made for it
 * before, and hardly that of anything else. Logging wants letters, digits, - and _.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html#StepFunctions-CreateStateMachine-request-name
 */
export function rerunMachineName(mapRunArn: string): string {
  const [resource = '', id = ''] = mapRunArn.split(':').slice(6);
  const clean = (text: string): string => text.replace(/[^\w-]/g, '-');
  const [machine = ''] = resource.split('/');
  const end = `-rerun-${clean(id).slice(0, ID_LENGTH)}`;
  const start = clean(machine).replace(/-rerun-\w{1,8}$/, '');
  return `${start.slice(0, LONGEST_NAME - end.length)}${end}`;
}

/**
 * The machine that runs items again where they ran before. Throws RunRefused for names without a value, and where the
 * connection leads to another region of AWS than that of the Map Run, whose resources and bucket are not there.
 */
export async function planRerunMachine(
  endpoint: RoleEndpoint,
  { rerun, mapRunArn, definitionPath, limits, substitutions }: RerunMachineRequest,
  signal?: AbortSignal,
): Promise<RerunMachine> {
  const { client, connection } = endpoint;
  const isEndpoint = connection.endpoint !== undefined;
  const region = await client.config.region();
  const [, , , ranIn = ''] = mapRunArn.split(':');
  if (!isEndpoint && region !== ranIn)
    throw new RunRefused(
      'options',
      `These results are of a Map Run in ${ranIn}, and the connection is to ${region}: choose ${ranIn}.`,
    );
  const prepared = await prepareDeployment({
    ...{ definitionPath, definitionText: rerun.definition, limits, substitutions, isEndpoint, region },
    accountId: () => readAccountId(endpoint, signal),
  });
  const name = rerunMachineName(mapRunArn);
  return { name, prepared, known: await findMachine(client, name, signal) };
}

/**
 * What the role of a re-run has to allow: to start its children, to read the items, to write the results, and what the
 * children do. `roleArn`: one that is there, whose account counts; else STS is asked, for a role to be made. Throws
 * RunRefused where that is not the account of the Map Run on AWS.
 */
export async function planRerunRole(
  endpoint: RoleEndpoint,
  { name, prepared }: RerunMachine,
  mapRunArn: string,
  roleArn: string | undefined,
  signal?: AbortSignal,
): Promise<RolePlan> {
  const accountId = roleArn?.split(':')[4] ?? (await readAccountId(endpoint, signal));
  const [, , , , ranIn = ''] = mapRunArn.split(':');
  if (endpoint.connection.endpoint === undefined && accountId !== ranIn)
    throw new RunRefused(
      'options',
      `These results are of a Map Run in the account ${ranIn}, and the role would be in ${accountId}: its items and its functions are not there.`,
    );
  const { definition } = prepared;
  return planRole(endpoint, { machineName: name, definition, accountId, logging: false, tracing: false }, signal);
}

export interface RerunStart {
  /** Undefined: the one that the machine has. */
  readonly roleArn: string | undefined;
  /** Made a moment ago. */
  readonly isRoleNew: boolean;
  /** In the S3 of the connection. */
  readonly findBucket: (name: string) => Promise<Bucket>;
  readonly signal?: AbortSignal | undefined;
}

export interface StartedRerun {
  readonly executionArn: string;
  readonly deployed: Deployed;
}

/** Writes the items, creates or updates the machine, and starts it. Rejects with ResultsError and the API's errors. */
export async function startRerun(
  { client }: RoleEndpoint,
  rerun: Rerun,
  { name, prepared, known }: RerunMachine,
  { roleArn, isRoleNew, findBucket, signal }: RerunStart,
): Promise<StartedRerun> {
  const { definition } = prepared;
  const input = await rerun.placeItems(findBucket, { signal });
  const deployment = { name, definition, type: 'STANDARD', roleArn, publish: false } as const;
  const deployed = await deployMachine(client, deployment, known, { isRoleNew, signal });
  const { stateMachineArn } = deployed;
  const { executionArn } = await startExecution(client, { stateMachineArn, input }, signal);
  return { executionArn, deployed };
}

/**
 * The workload that a re-run is priced by, as in fanout.json: that of the definition with the items of the re-run, and
 * with its batches, which may run again as they were.
 */
export function rerunWorkload({ mapName, items }: Rerun, { definition, project }: PreparedDefinition): JsonObject {
  const { States: states } = JSON.parse(definition) as JsonObject;
  const map = isJsonObject(states) ? states[mapName] : undefined;
  const batcher = isJsonObject(map) ? map.ItemBatcher : undefined;
  const most = isJsonObject(batcher) ? batcher.MaxItemsPerBatch : undefined;
  return {
    ...project?.workload,
    items: items.items,
    itemBytes: Math.max(1, Math.round(items.bytes / items.items)),
    itemsPerBatch: typeof most === 'number' ? most : Math.max(1, Math.ceil(items.items / items.children)),
  };
}
