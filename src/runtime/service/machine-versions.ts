import { ApiError } from './api-error.ts';
import type { MachineRevision } from './machine-store.ts';
import type { Sequenced } from './paging.ts';

/** Both are quotas: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_VERSIONS = 1000;
const MOST_ALIASES = 100;

/** A numbered revision that stays: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html */
export interface MachineVersion extends Sequenced {
  readonly arn: string;
  readonly description: string | undefined;
  /** Seconds since 1970. */
  readonly creationDate: number;
  readonly revision: MachineRevision;
}

/** One of the versions that an alias starts, in percent of its executions. */
export interface Route {
  readonly version: MachineVersion;
  readonly weight: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html */
export interface MachineAlias extends Sequenced {
  readonly arn: string;
  readonly name: string;
  /** Seconds since 1970. */
  readonly creationDate: number;
  updateDate: number;
  description: string | undefined;
  /** One or two; the weights sum to 100. */
  routes: readonly Route[];
}

/** The versions and aliases of one state machine; they go when it goes. */
export interface MachineVersions {
  /** Gives back the version that this revision has, or makes one. Throws ServiceQuotaExceededException. */
  publish(revision: MachineRevision, description: string | undefined, date: number): MachineVersion;
  /** Throws ServiceQuotaExceededException where one more version would be too many. */
  checkRoom(): void;
  find(arn: string): MachineVersion | undefined;
  newestFirst(): readonly MachineVersion[];
  /** Throws ConflictException where an alias leads to it; a version that is not there is gone already. */
  remove(arn: string): void;
  /** Throws ServiceQuotaExceededException. */
  addAlias(alias: Omit<MachineAlias, 'sequence'>): void;
  findAlias(arn: string): MachineAlias | undefined;
  aliasesNewestFirst(): readonly MachineAlias[];
  removeAlias(arn: string): void;
  /** How many versions and aliases there ever were. */
  counts(): { readonly published: number; readonly created: number };
}

/** Of a machine that is taken over from another process. */
export interface StoredVersions {
  readonly versions: readonly MachineVersion[];
  readonly aliases: readonly MachineAlias[];
  readonly published: number;
  readonly created: number;
}

/** `quotas`: whether AWS's most versions and aliases hold. */
export function createMachineVersions(machineArn: string, quotas: boolean, stored?: StoredVersions): MachineVersions {
  const versions = new Map<string, MachineVersion>(stored?.versions.map((version) => [version.arn, version]));
  const aliases = new Map<string, MachineAlias>(stored?.aliases.map((alias) => [alias.arn, alias]));
  // Numbers of deleted versions are not given again.
  let published = stored?.published ?? 0;
  let created = stored?.created ?? 0;

  const exceeded = (what: string, most: number) =>
    new ApiError(
      'ServiceQuotaExceededException',
      `The state machine ${machineArn} has ${most} ${what}, the most that AWS allows: delete some first.`,
    );
  const checkRoom = () => {
    if (quotas && versions.size >= MOST_VERSIONS) throw exceeded('versions', MOST_VERSIONS);
  };

  return {
    checkRoom,
    publish(revision, description, creationDate) {
      const known = [...versions.values()].find((version) => version.revision === revision);
      if (known !== undefined) return known;
      checkRoom();
      const sequence = ++published;
      const version = { arn: `${machineArn}:${sequence}`, description, creationDate, revision, sequence };
      versions.set(version.arn, version);
      return version;
    },
    find: (arn) => versions.get(arn),
    newestFirst: () => [...versions.values()].reverse(),
    remove(arn) {
      const users = [...aliases.values()].filter(({ routes }) => routes.some(({ version }) => version.arn === arn));
      if (users.length > 0)
        throw new ApiError(
          'ConflictException',
          `The version ${arn} is used by the alias ${users.map(({ name }) => name).join(', ')}: delete the alias, or lead it to another version, first.`,
        );
      versions.delete(arn);
    },
    addAlias(alias) {
      if (quotas && aliases.size >= MOST_ALIASES) throw exceeded('aliases', MOST_ALIASES);
      aliases.set(alias.arn, { ...alias, sequence: created++ });
    },
    findAlias: (arn) => aliases.get(arn),
    aliasesNewestFirst: () => [...aliases.values()].reverse(),
    removeAlias: (arn) => void aliases.delete(arn),
    counts: () => ({ published, created }),
  };
}

/** The version that an alias starts next; `random` gives numbers from 0 to below 1. */
export function chooseVersion({ routes }: Pick<MachineAlias, 'routes'>, random: () => number): MachineVersion {
  const [first, second] = routes;
  if (first === undefined) throw new Error('An alias has no routes.');
  return second === undefined || random() * 100 < first.weight ? first.version : second.version;
}
