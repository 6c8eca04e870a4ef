import { ARN, defineAction } from './action.ts';
import { ApiError, invalidArn, resourceNotFound, validationError } from './api-error.ts';
import { splitMachineArn } from './arns.ts';
import { defined } from './execution-actions.ts';
import type { Field, ValueOf } from './fields.ts';
import { findTarget } from './find.ts';
import type { Machine } from './machine-store.ts';
import type { MachineAlias, Route } from './machine-versions.ts';
import { PAGING, takePage } from './paging.ts';
import { now, type Service } from './service.ts';

const ALIAS_NAME = {
  type: 'string',
  required: true,
  min: 1,
  max: 80,
  // Not a number alone, which would be a version.
  pattern: String.raw`(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+`,
} as const;
const DESCRIPTION = { type: 'string', max: 256 } as const;
const ROUTING = {
  type: 'list',
  min: 1,
  max: 2,
  of: {
    type: 'structure',
    fields: {
      stateMachineVersionArn: ARN,
      weight: { type: 'integer', required: true, min: 0, max: 100 },
    },
  },
} as const satisfies Field;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html */
export const createStateMachineAlias = defineAction({
  fields: { name: ALIAS_NAME, description: DESCRIPTION, routingConfiguration: { ...ROUTING, required: true } },
  run({ name, description, routingConfiguration }, service) {
    const { machine, routes } = readRoutes(service, routingConfiguration);
    const arn = `${machine.arn}:${name}`;
    const known = machine.versions.findAlias(arn);
    if (known !== undefined) {
      if (known.description !== description || !sameRoutes(known.routes, routes))
        throw new ApiError(
          'ConflictException',
          `The alias ${arn} exists with another description or routing configuration: update it instead.`,
        );
      return { stateMachineAliasArn: arn, creationDate: known.creationDate };
    }
    const creationDate = now(service);
    machine.versions.addAlias({ arn, name, description, routes, creationDate, updateDate: creationDate });
    return { stateMachineAliasArn: arn, creationDate };
  },
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html */
export const updateStateMachineAlias = defineAction({
  fields: { stateMachineAliasArn: ARN, description: DESCRIPTION, routingConfiguration: ROUTING },
  run({ stateMachineAliasArn, description, routingConfiguration }, service) {
    const { alias, machine } = findAlias(service, stateMachineAliasArn);
    if (description === undefined && routingConfiguration === undefined)
      throw validationError('description or routingConfiguration must be specified', 'MISSING_REQUIRED_PARAMETER');
    const routed = routingConfiguration === undefined ? undefined : readRoutes(service, routingConfiguration);
    if (routed !== undefined && routed.machine !== machine)
      throw invalidRouting(`its versions are not of the state machine ${machine.arn}`);
    alias.description = description ?? alias.description;
    alias.routes = routed?.routes ?? alias.routes;
    alias.updateDate = now(service);
    return { updateDate: alias.updateDate };
  },
});

/** Its versions stay. */
export const deleteStateMachineAlias = defineAction({
  fields: { stateMachineAliasArn: ARN },
  run({ stateMachineAliasArn }, service) {
    const { alias, machine } = findAlias(service, stateMachineAliasArn);
    machine.versions.removeAlias(alias.arn);
    return {};
  },
});

export const describeStateMachineAlias = defineAction({
  fields: { stateMachineAliasArn: ARN },
  run({ stateMachineAliasArn }, service) {
    const { arn, name, description, routes, creationDate, updateDate } = findAlias(service, stateMachineAliasArn).alias;
    return defined({
      stateMachineAliasArn: arn,
      name,
      description,
      routingConfiguration: routes.map(({ version, weight }) => ({ stateMachineVersionArn: version.arn, weight })),
      creationDate,
      updateDate,
    });
  },
});

/** Of a machine, or those that lead to one version of it. */
export const listStateMachineAliases = defineAction({
  fields: { stateMachineArn: ARN, ...PAGING },
  run(input, service) {
    const { machine, version, alias } = findTarget(service, input.stateMachineArn);
    if (alias !== undefined)
      throw invalidArn(`It is the ARN of an alias, where a state machine's or version's is expected: ${alias.arn}`);
    const aliases = machine.versions.aliasesNewestFirst();
    const listed =
      version === undefined
        ? aliases
        : aliases.filter(({ routes }) => routes.some((route) => route.version === version));
    const { page, nextToken } = takePage(listed, `aliases ${input.stateMachineArn}`, input);
    return {
      stateMachineAliases: page.map(({ arn, creationDate }) => ({ stateMachineAliasArn: arn, creationDate })),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
});

function findAlias(service: Service, arn: string): { readonly alias: MachineAlias; readonly machine: Machine } {
  const { machineArn, qualified } = splitMachineArn(arn);
  if (!qualified || /:\d+$/.test(arn)) throw invalidArn(`It is not the ARN of an alias: ${arn}`);
  const machine = service.machines.find(machineArn);
  const alias = machine?.versions.findAlias(arn);
  if (machine === undefined || alias === undefined) throw resourceNotFound(arn);
  return { alias, machine };
}

/** The one or two versions, which must be there, of one machine; their weights must sum to 100. */
function readRoutes(service: Service, routing: ValueOf<typeof ROUTING>) {
  const routes: Route[] = [];
  const machines = new Set<Machine>();
  for (const { stateMachineVersionArn: arn, weight } of routing) {
    const { machineArn } = splitMachineArn(arn);
    if (!/:\d+$/.test(arn.slice(machineArn.length)))
      throw invalidRouting(`an alias can only lead to versions, and ${arn} is none`);
    const machine = service.machines.find(machineArn);
    const version = machine?.versions.find(arn);
    if (machine === undefined || version === undefined) throw resourceNotFound(arn);
    if (routes.some((route) => route.version === version)) throw invalidRouting(`${arn} is there twice`);
    machines.add(machine);
    routes.push({ version, weight });
  }
  const [machine, ...others] = machines;
  if (machine === undefined || others.length > 0) throw invalidRouting('its versions must be of one state machine');
  const sum = routes.reduce((total, { weight }) => total + weight, 0);
  if (sum !== 100) throw invalidRouting(`its weights sum to ${sum}, not to 100`);
  return { machine, routes };
}

function invalidRouting(problem: string): ApiError {
  return validationError(`The routing configuration is invalid: ${problem}`, 'INVALID_ROUTING_CONFIGURATION');
}

function sameRoutes(left: readonly Route[], right: readonly Route[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ version, weight }) => right.some((other) => other.version === version && other.weight === weight))
  );
}
