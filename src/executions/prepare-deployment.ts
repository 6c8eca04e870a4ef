import { resolve } from 'node:path';
import { formatOf, parseDefinition } from '../asl/parse.ts';
import { listSubstitutions } from '../asl/substitutions.ts';
import type { PathLimits } from '../project/project-paths.ts';
import type { Project } from '../project/project.ts';
import { fillDefinition, readTemplateValues, type EmbeddedSource } from './fill-definition.ts';
import { findProject } from './load-project.ts';
import { machineNameOf } from './machine-name.ts';
import { readText } from './read-text.ts';
import { RunRefused } from './run-refused.ts';

export interface DeploymentRequest {
  readonly definitionPath: string;
  /** The text where it is not what the file holds. */
  readonly definitionText?: string | undefined;
  /** The definition, where it is written in the template at `definitionPath`. */
  readonly embedded?: EmbeddedSource | undefined;
  readonly limits?: PathLimits | undefined;
  /** `${Name}` → value, over those of fanout.json and the template. */
  readonly substitutions: Readonly<Record<string, string>>;
  /** Of an endpoint, where account 123456789012 may be a real one; else AWS. */
  readonly isEndpoint: boolean;
  readonly region: string;
  /** Asked for only where the definition names the account. */
  readonly accountId: () => Promise<string>;
}

/** A definition as it is deployed. */
export interface PreparedDefinition {
  /** From the file's name. */
  readonly machineName: string;
  /** JSON text, with all names filled in. */
  readonly definition: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly project: Project | undefined;
  /**
   * Names of the definition that get their value from fanout.json or the template, where it was meant for local runs (of
   * a function or a bucket that the template makes, its name here): to be told to the user.
   */
  readonly localValues: Readonly<Record<string, string>>;
}

/** The account of ARNs that mean something to the local runtime only. */
const LOCAL_ACCOUNT_ID = '123456789012';

/** Reads and fills in a definition for AWS or an endpoint. Throws RunRefused, for each name without a value, too. */
export async function prepareDeployment(request: DeploymentRequest): Promise<PreparedDefinition> {
  const { definitionPath, substitutions, region } = request;
  const path = resolve(definitionPath);
  const project = (await findProject(path, request.limits ?? {}))?.project;
  const { embedded } = request;
  const text = embedded?.template ?? request.definitionText ?? (await readText(path, 'definition'));
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const account = {
    'AWS::Region': region,
    'AWS::Partition': partition,
    ...(text.includes('AWS::AccountId') ? { 'AWS::AccountId': await request.accountId() } : {}),
  };
  const parsed = embedded?.definition ?? parseDefinition(text, formatOf(path));
  const definition = await fillDefinition(parsed, path, project, substitutions, account, embedded);
  if (!request.isEndpoint && definition.includes(`:${LOCAL_ACCOUNT_ID}:`))
    throw new RunRefused(
      'options',
      `${path} would name the account ${LOCAL_ACCOUNT_ID} on AWS, which only local runs have: give the names with its ARNs another value (--substitute NAME=VALUE).`,
    );
  const template = await readTemplateValues(path, project, account, embedded);
  const local = Object.entries({ ...template?.values, ...project?.substitutions });
  const names = new Set(listSubstitutions(parsed).map(({ name }) => name));
  return {
    machineName: machineNameOf(embedded?.logicalId ?? path),
    definition,
    type: embedded?.type ?? project?.type ?? 'STANDARD',
    project,
    localValues: Object.fromEntries(local.filter(([name]) => !Object.hasOwn(substitutions, name) && names.has(name))),
  };
}
