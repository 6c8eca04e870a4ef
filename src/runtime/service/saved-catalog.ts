import type { JsonObject } from '../../asl/json.ts';
import type { Catalog } from '../journal/catalog.ts';
import { compileDefinition } from './compile.ts';
import { defined } from './execution-actions.ts';
import type { Machine, MachineRevision, MachineType } from './machine-store.ts';
import { createMachineVersions, type MachineAlias, type MachineVersion } from './machine-versions.ts';
import type { Plan } from '../interpreter/plan.ts';
import type { Service } from './service.ts';

/** Revisions are shared by machines, versions and executions: the catalog knows each by a number. */
export class SavedRevisions {
  readonly #catalog: Catalog;
  readonly #numbers = new Map<MachineRevision, number>();
  readonly #revisions = new Map<number, MachineRevision>();
  #next = 1;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    for (const [key, value] of catalog.list('revision')) this.#know(Number(key), toRevision(value));
  }

  numberOf(revision: MachineRevision, type: MachineType): number {
    const known = this.#numbers.get(revision);
    if (known !== undefined) return known;
    const number = this.#next;
    this.#know(number, revision);
    const { revisionId, definition, roleArn, updateDate, loggingConfiguration, tracingConfiguration } = revision;
    this.#catalog.put(
      'revision',
      String(number),
      defined({ type, revisionId, definition, roleArn, updateDate, loggingConfiguration, tracingConfiguration }),
    );
    return number;
  }

  find(number: number): MachineRevision | undefined {
    return this.#revisions.get(number);
  }

  /** Drops those that nothing names any more. */
  keepOnly(revisions: ReadonlySet<MachineRevision>): void {
    for (const [revision, number] of [...this.#numbers]) {
      if (revisions.has(revision)) continue;
      this.#numbers.delete(revision);
      this.#revisions.delete(number);
    }
    this.#catalog.keepOnly('revision', new Set([...this.#revisions.keys()].map(String)));
  }

  #know(number: number, revision: MachineRevision): void {
    this.#numbers.set(revision, number);
    this.#revisions.set(number, revision);
    this.#next = Math.max(this.#next, number + 1);
  }
}

/** Compiled when it is first run: a folder may know many that nobody runs any more. */
function toRevision(value: JsonObject): MachineRevision {
  const { type, definition, ...rest } = value as unknown as MachineRevision & { readonly type: MachineType };
  let plan: Plan | undefined;
  return {
    ...rest,
    definition,
    get plan() {
      return (plan ??= compileDefinition(definition, type));
    },
  };
}

/** Writes down machines, with their versions and aliases, activities and tags, as far as they have changed. */
export function saveCatalog(service: Service, catalog: Catalog, revisions: SavedRevisions): void {
  const machines = [...service.machines.newestFirst()].reverse();
  const activities = [...service.activities.newestFirst()].reverse();
  const tagged = new Set<string>();
  for (const machine of machines) catalog.put('machine', machine.arn, fromMachine(machine, revisions));
  for (const { arn, name, creationDate, sequence } of activities)
    catalog.put('activity', arn, { name, creationDate, sequence });
  for (const { arn } of [...machines, ...activities]) {
    const tags = service.tags.list(arn).map((tag) => ({ ...tag }));
    if (tags.length === 0) continue;
    tagged.add(arn);
    catalog.put('tags', arn, { tags });
  }
  catalog.keepOnly('machine', new Set(machines.map(({ arn }) => arn)));
  catalog.keepOnly('activity', new Set(activities.map(({ arn }) => arn)));
  catalog.keepOnly('tags', tagged);
}

/** Takes over what the catalog tells. */
export function restoreCatalog(service: Service, catalog: Catalog, revisions: SavedRevisions): void {
  const bySequence = (kind: 'machine' | 'activity') =>
    catalog
      .list(kind)
      .map(([arn, value]) => ({ arn, value }))
      .sort((one, other) => Number(one.value['sequence']) - Number(other.value['sequence']));
  for (const { arn, value } of bySequence('machine'))
    service.machines.add(toMachine(arn, value as unknown as SavedMachine, revisions, service.limits === 'aws'));
  for (const { arn, value } of bySequence('activity'))
    service.activities.add({ arn, ...(value as unknown as { name: string; creationDate: number; sequence: number }) });
  for (const [arn, { tags }] of catalog.list('tags'))
    service.tags.add(arn, tags as unknown as readonly { readonly key: string; readonly value: string }[]);
}

/** A machine with revisions by number and versions by ARN. */
interface SavedMachine {
  readonly name: string;
  readonly type: MachineType;
  readonly creationDate: number;
  readonly sequence: number;
  readonly revision: number;
  readonly publishedAtCreation?: { readonly description?: string };
  readonly published: number;
  readonly created: number;
  readonly versions: readonly (Omit<MachineVersion, 'revision'> & { readonly revision: number })[];
  readonly aliases: readonly (Omit<MachineAlias, 'routes'> & {
    readonly routes: readonly { readonly version: string; readonly weight: number }[];
  })[];
}

function fromMachine(machine: Machine, revisions: SavedRevisions): JsonObject {
  const { name, type, creationDate, sequence, versions, publishedAtCreation } = machine;
  const saved: SavedMachine = {
    name,
    type,
    creationDate,
    sequence,
    revision: revisions.numberOf(machine.revision, type),
    ...(publishedAtCreation && { publishedAtCreation: defined(publishedAtCreation) }),
    ...versions.counts(),
    versions: [...versions.newestFirst()]
      .reverse()
      .map((version) => ({ ...version, revision: revisions.numberOf(version.revision, type) })),
    aliases: [...versions.aliasesNewestFirst()].reverse().map((alias) => ({
      ...alias,
      routes: alias.routes.map(({ version, weight }) => ({ version: version.arn, weight })),
    })),
  };
  return saved as unknown as JsonObject;
}

function toMachine(
  arn: string,
  saved: SavedMachine,
  revisions: SavedRevisions,
  quotas: boolean,
): Omit<Machine, 'sequence'> & { readonly sequence: number } {
  const { name, type, creationDate, sequence, published, created, publishedAtCreation } = saved;
  const revisionOf = (number: number): MachineRevision => {
    const revision = revisions.find(number);
    if (revision === undefined) throw new Error(`The catalog names the revision ${number}, which it does not have.`);
    return revision;
  };
  const versions = saved.versions.map((version) => ({
    ...version,
    description: version.description,
    revision: revisionOf(version.revision),
  }));
  const aliases = saved.aliases.map((alias) => ({
    ...alias,
    description: alias.description,
    routes: alias.routes.flatMap(({ version: versionArn, weight }) => {
      const version = versions.find((each) => each.arn === versionArn);
      return version === undefined ? [] : [{ version, weight }];
    }),
  }));
  return {
    arn,
    name,
    type,
    creationDate,
    sequence,
    revision: revisionOf(saved.revision),
    versions: createMachineVersions(arn, quotas, { versions, aliases, published, created }),
    publishedAtCreation: publishedAtCreation && { description: publishedAtCreation.description },
  };
}
