import { randomUUID } from 'node:crypto';
import { describeVariableReferences } from '../../asl/expressions/variable-reads.ts';
import type { JsonObject } from '../../asl/json.ts';
import { ARN, DEFINITION, defineAction, INCLUDED_DATA, NAME, TYPE } from './action.ts';
import { ApiError, invalidArn, validationError } from './api-error.ts';
import { checkName } from './arns.ts';
import { compileDefinition, readDefinition } from './compile.ts';
import { checkConfiguration, ENCRYPTION, LOGGING, OWNED_KEY, refuseKmsKey, TRACING } from './configuration.ts';
import type { Fields, InputOf } from './fields.ts';
import { checkUnqualified, findExecution, findMachine, findTarget } from './find.ts';
import type { Machine, MachineRevision, MachineType } from './machine-store.ts';
import { createMachineVersions } from './machine-versions.ts';
import { PAGING, takePage } from './paging.ts';
import { now } from './service.ts';
import { TAGS } from './tag-actions.ts';
import { VERSION_DESCRIPTION } from './version-actions.ts';

const CONFIGURATION = {
  loggingConfiguration: LOGGING,
  tracingConfiguration: TRACING,
  encryptionConfiguration: ENCRYPTION,
  publish: { type: 'boolean' },
  versionDescription: VERSION_DESCRIPTION,
} as const satisfies Fields;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
export const createStateMachine = defineAction({
  fields: { name: NAME, definition: DEFINITION, roleArn: ARN, type: TYPE, tags: TAGS, ...CONFIGURATION },
  run(input, service) {
    checkName(input.name);
    checkRequest(input);
    const type = input.type ?? 'STANDARD';
    const arn = service.arns.stateMachine(input.name);
    const known = service.machines.find(arn);
    if (known !== undefined) {
      if (!isSame(known, type, input))
        throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
      return {
        stateMachineArn: arn,
        creationDate: known.creationDate,
        ...(known.publishedAtCreation === undefined ? {} : { stateMachineVersionArn: `${arn}:1` }),
      };
    }
    const creationDate = now(service);
    const revision = revise(type, { ...input, revisionId: undefined, updateDate: creationDate });
    const versions = createMachineVersions(arn, service.limits === 'aws');
    const publishedAtCreation = input.publish === true ? { description: input.versionDescription } : undefined;
    service.tags.add(arn, input.tags ?? []);
    service.machines.add({ arn, name: input.name, type, creationDate, revision, versions, publishedAtCreation });
    return { stateMachineArn: arn, creationDate, ...publish(input, versions, revision) };
  },
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html */
export const updateStateMachine = defineAction({
  fields: {
    stateMachineArn: ARN,
    definition: { ...DEFINITION, required: false },
    roleArn: { ...ARN, required: false },
    ...CONFIGURATION,
  },
  run(input, service) {
    const machine = findMachine(service, input.stateMachineArn);
    checkRequest(input);
    const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
    if ([definition, roleArn, loggingConfiguration, tracingConfiguration].every((change) => change === undefined))
      throw new ApiError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    if (input.publish === true) machine.versions.checkRoom();
    const updateDate = now(service);
    const { revision } = machine;
    const revisionId = randomUUID();
    machine.revision = revise(machine.type, {
      revisionId,
      definition: definition ?? revision.definition,
      roleArn: roleArn ?? revision.roleArn,
      loggingConfiguration: loggingConfiguration ?? revision.loggingConfiguration,
      tracingConfiguration: tracingConfiguration ?? revision.tracingConfiguration,
      updateDate,
    });
    return { updateDate, revisionId, ...publish(input, machine.versions, machine.revision) };
  },
});

/** Deletes at once, with its versions and aliases: its executions go on with the revision that they began with. */
export const deleteStateMachine = defineAction({
  fields: { stateMachineArn: ARN },
  run({ stateMachineArn }, service) {
    checkUnqualified(stateMachineArn);
    service.machines.remove(stateMachineArn);
    service.tags.forget(stateMachineArn);
    return {};
  },
});

export const describeStateMachine = defineAction({
  fields: { stateMachineArn: ARN, includedData: INCLUDED_DATA },
  run({ stateMachineArn, includedData }, service) {
    const { machine, version, alias } = findTarget(service, stateMachineArn);
    if (alias !== undefined)
      throw invalidArn(`It is the ARN of an alias, where a state machine's or version's is expected: ${alias.arn}`);
    return {
      stateMachineArn,
      name: machine.name,
      status: 'ACTIVE',
      type: machine.type,
      creationDate: version?.creationDate ?? machine.creationDate,
      ...(version?.description === undefined ? {} : { description: version.description }),
      ...describeRevision(version?.revision ?? machine.revision, includedData),
    };
  },
});

export const describeStateMachineForExecution = defineAction({
  fields: { executionArn: ARN, includedData: INCLUDED_DATA },
  run({ executionArn, includedData }, service) {
    const record = findExecution(service, executionArn);
    return {
      stateMachineArn: record.stateMachineArn,
      name: record.stateMachineName,
      updateDate: record.revision.updateDate,
      ...(record.mapRunArn === undefined
        ? {}
        : { mapRunArn: record.mapRunArn, label: record.stateMachineArn.split('/').at(-1) ?? '' }),
      ...describeRevision(record.revision, includedData),
    };
  },
});

export const listStateMachines = defineAction({
  fields: PAGING,
  run(input, service) {
    const { page, nextToken } = takePage(service.machines.newestFirst(), 'machines', input);
    return {
      stateMachines: page.map(({ arn, name, type, creationDate }) => ({
        stateMachineArn: arn,
        name,
        type,
        creationDate,
      })),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
});

interface RevisionInput {
  readonly revisionId: string | undefined;
  readonly definition: string;
  readonly roleArn: string;
  readonly loggingConfiguration?: unknown;
  readonly tracingConfiguration?: unknown;
  readonly updateDate: number;
}

function revise(type: MachineType, input: RevisionInput): MachineRevision {
  checkRoleArn(input.roleArn);
  return {
    revisionId: input.revisionId,
    definition: input.definition,
    plan: compileDefinition(input.definition, type),
    roleArn: input.roleArn,
    updateDate: input.updateDate,
    loggingConfiguration: input.loggingConfiguration as JsonObject | undefined,
    tracingConfiguration: input.tracingConfiguration as JsonObject | undefined,
  };
}

function describeRevision(revision: MachineRevision, includedData: string | undefined): JsonObject {
  return {
    ...(revision.revisionId === undefined ? {} : { revisionId: revision.revisionId }),
    // METADATA_ONLY leaves out what a KMS key would encrypt.
    ...(includedData === 'METADATA_ONLY'
      ? { definition: '{}' }
      : {
          definition: revision.definition,
          variableReferences: describeVariableReferences(readDefinition(revision.definition)),
        }),
    roleArn: revision.roleArn,
    loggingConfiguration: revision.loggingConfiguration ?? { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: revision.tracingConfiguration ?? { enabled: false },
    ...OWNED_KEY,
  };
}

/** CreateStateMachine is idempotent: what differs in one of these is another machine; role and tags are ignored. */
function isSame(
  known: Machine,
  type: MachineType,
  input: Omit<RevisionInput, 'revisionId' | 'updateDate'> & VersionInput,
): boolean {
  const { revision, publishedAtCreation } = known;
  return (
    known.type === type &&
    (publishedAtCreation !== undefined) === (input.publish === true) &&
    publishedAtCreation?.description === input.versionDescription &&
    revision.definition === input.definition &&
    JSON.stringify(revision.loggingConfiguration) === JSON.stringify(input.loggingConfiguration) &&
    JSON.stringify(revision.tracingConfiguration) === JSON.stringify(input.tracingConfiguration)
  );
}

/** @throws ApiError InvalidArn */
export function checkRoleArn(arn: string): void {
  if (!/^arn:aws(-[a-z]+)*:iam::\d{12}:role\/.+$/.test(arn))
    throw new ApiError('InvalidArn', `Invalid Role Arn: '${arn}'`);
}

type VersionInput = Pick<InputOf<typeof CONFIGURATION>, 'publish' | 'versionDescription'>;

/** Publishes what has just been created or updated, where the request says so. */
function publish(input: VersionInput, versions: Machine['versions'], revision: MachineRevision) {
  if (input.publish !== true) return {};
  return { stateMachineVersionArn: versions.publish(revision, input.versionDescription, revision.updateDate).arn };
}

function checkRequest(input: InputOf<typeof CONFIGURATION>): void {
  refuseKmsKey(input.encryptionConfiguration);
  checkConfiguration(input.loggingConfiguration, input.tracingConfiguration);
  if (input.versionDescription !== undefined && input.publish !== true)
    throw validationError('Version description can only be set when publish is true');
}
