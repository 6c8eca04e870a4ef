import { randomUUID } from 'node:crypto';
import { describeVariableReferences } from '../../asl/expressions/variable-reads.ts';
import type { JsonObject } from '../../asl/json.ts';
import { ARN, DEFINITION, defineAction, INCLUDED_DATA, NAME, TYPE } from './action.ts';
import { ApiError } from './api-error.ts';
import { checkArn, checkName } from './arns.ts';
import { compileDefinition, readDefinition } from './compile.ts';
import type { Field, Fields, InputOf } from './fields.ts';
import { findExecution, findMachine } from './find.ts';
import type { Machine, MachineRevision, MachineType } from './machine-store.ts';
import { PAGING, takePage } from './paging.ts';
import { now } from './service.ts';
import { TAGS } from './tag-actions.ts';

/**
 * Logging and tracing are configuration of a deployed machine: kept with its revision and given back by the Describe
 * actions, as a deployment expects, but nothing is logged or traced: there is no CloudWatch and no X-Ray here.
 */
const LOGGING = {
  type: 'structure',
  fields: {
    level: { type: 'string', values: ['ALL', 'ERROR', 'FATAL', 'OFF'] },
    includeExecutionData: { type: 'boolean' },
    destinations: {
      type: 'list',
      max: 1,
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
const TRACING = { type: 'structure', fields: { enabled: { type: 'boolean' } } } as const satisfies Field;
/** Only what is encrypted with a key of AWS's own, which nobody notices: `refuseUnsupported` says so of the others. */
const ENCRYPTION = {
  type: 'structure',
  fields: {
    type: { type: 'string', required: true, values: ['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY'] },
    kmsKeyId: { type: 'string', min: 1, max: 2048 },
    kmsDataKeyReusePeriodSeconds: { type: 'integer', min: 60, max: 900 },
  },
} as const satisfies Field;
const CONFIGURATION = {
  loggingConfiguration: LOGGING,
  tracingConfiguration: TRACING,
  encryptionConfiguration: ENCRYPTION,
  publish: { type: 'boolean' },
  versionDescription: { type: 'string', max: 256 },
} as const satisfies Fields;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
export const createStateMachine = defineAction({
  fields: { name: NAME, definition: DEFINITION, roleArn: ARN, type: TYPE, tags: TAGS, ...CONFIGURATION },
  run(input, service) {
    checkName(input.name);
    refuseUnsupported(input);
    const type = input.type ?? 'STANDARD';
    const arn = service.arns.stateMachine(input.name);
    const known = service.machines.find(arn);
    if (known !== undefined) {
      if (!isSame(known, type, input))
        throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
      return { stateMachineArn: arn, creationDate: known.creationDate };
    }
    const creationDate = now(service);
    const revision = revise(type, { ...input, updateDate: creationDate });
    service.tags.add(arn, input.tags ?? []);
    service.machines.add({ arn, name: input.name, type, creationDate, revision });
    return { stateMachineArn: arn, creationDate };
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
    refuseUnsupported(input);
    const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
    if ([definition, roleArn, loggingConfiguration, tracingConfiguration].every((change) => change === undefined))
      throw new ApiError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    const updateDate = now(service);
    const { revision } = machine;
    machine.revision = revise(machine.type, {
      definition: definition ?? revision.definition,
      roleArn: roleArn ?? revision.roleArn,
      loggingConfiguration: loggingConfiguration ?? revision.loggingConfiguration,
      tracingConfiguration: tracingConfiguration ?? revision.tracingConfiguration,
      updateDate,
    });
    return { updateDate, revisionId: machine.revision.revisionId };
  },
});

/** Deletes at once: its executions go on with the revision that they began with. */
export const deleteStateMachine = defineAction({
  fields: { stateMachineArn: ARN },
  run({ stateMachineArn }, service) {
    checkArn(stateMachineArn, 'stateMachine');
    service.machines.remove(stateMachineArn);
    service.tags.forget(stateMachineArn);
    return {};
  },
});

export const describeStateMachine = defineAction({
  fields: { stateMachineArn: ARN, includedData: INCLUDED_DATA },
  run({ stateMachineArn, includedData }, service) {
    const machine = findMachine(service, stateMachineArn);
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      status: 'ACTIVE',
      type: machine.type,
      creationDate: machine.creationDate,
      revisionId: machine.revision.revisionId,
      ...describeRevision(machine.revision, includedData),
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
      revisionId: record.revision.revisionId,
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
  readonly definition: string;
  readonly roleArn: string;
  readonly loggingConfiguration?: unknown;
  readonly tracingConfiguration?: unknown;
  readonly updateDate: number;
}

function revise(type: MachineType, input: RevisionInput): MachineRevision {
  checkRoleArn(input.roleArn);
  return {
    revisionId: randomUUID(),
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
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
  };
}

/** CreateStateMachine is idempotent: what differs in one of these is another machine; role and tags are ignored. */
function isSame(known: Machine, type: MachineType, input: Omit<RevisionInput, 'updateDate'>): boolean {
  const { revision } = known;
  return (
    known.type === type &&
    revision.definition === input.definition &&
    JSON.stringify(revision.loggingConfiguration) === JSON.stringify(input.loggingConfiguration) &&
    JSON.stringify(revision.tracingConfiguration) === JSON.stringify(input.tracingConfiguration)
  );
}

function checkRoleArn(arn: string): void {
  if (!/^arn:aws(-[a-z]+)*:iam::\d{12}:role\/.+$/.test(arn))
    throw new ApiError('InvalidArn', `Invalid Role Arn: '${arn}'`);
}

function refuseUnsupported(input: {
  readonly encryptionConfiguration?: InputOf<(typeof ENCRYPTION)['fields']> | undefined;
  readonly publish?: boolean | undefined;
  readonly versionDescription?: string | undefined;
}): void {
  const { type, ...key } = input.encryptionConfiguration ?? {};
  if (type === 'CUSTOMER_MANAGED_KMS_KEY' || Object.keys(key).length > 0)
    throw new ApiError(
      'InvalidEncryptionConfiguration',
      'encryptionConfiguration: the local Step Functions has no KMS: leave it out or use AWS_OWNED_KEY.',
    );
  if (input.publish === true)
    throw new ApiError('ValidationException', 'publish: the local Step Functions does not support versions yet.');
  if (input.versionDescription !== undefined)
    throw new ApiError('ValidationException', 'Version description can only be set when publish is true');
}
