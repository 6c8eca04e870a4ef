import { describe, expect, it } from 'vitest';
import type { MachineRevision } from '../../../../src/runtime/service/machine-store.ts';
import {
  chooseVersion,
  createMachineVersions,
  type MachineVersion,
} from '../../../../src/runtime/service/machine-versions.ts';

const revision = (revisionId: string) => ({ revisionId }) as MachineRevision;

describe('the version that an alias starts', () => {
  const [one, two] = ['1', '2'].map((arn) => ({ arn }) as MachineVersion);
  it.each([
    [30, 0, '1'],
    [30, 0.2999, '1'],
    [30, 0.3, '2'],
    [30, 0.9999, '2'],
    [0, 0, '2'],
    [100, 0.9999, '1'],
  ])('with %d %% for the first and %d drawn is the version %s', (weight, drawn, arn) => {
    const routes = [
      { version: one!, weight },
      { version: two!, weight: 100 - weight },
    ];
    expect(chooseVersion({ routes }, () => drawn).arn).toBe(arn);
  });

  it('is the only one, whatever is drawn', () => {
    expect(chooseVersion({ routes: [{ version: one!, weight: 100 }] }, () => 0.9999)).toBe(one);
  });
});

describe('versions and aliases', () => {
  const fill = (quotas: boolean) => {
    const versions = createMachineVersions('machine', quotas);
    for (let index = 0; index < 1000; index++) versions.publish(revision(`${index}`), undefined, 0);
    const [version] = versions.newestFirst();
    const addAlias = (name: string) =>
      versions.addAlias({
        arn: `machine:${name}`,
        name,
        description: undefined,
        creationDate: 0,
        updateDate: 0,
        routes: [{ version: version!, weight: 100 }],
      });
    for (let index = 0; index < 100; index++) addAlias(`a${index}`);
    return { versions, addAlias };
  };

  it('are at most 1000 and 100, as on AWS', () => {
    const { versions, addAlias } = fill(true);
    const quota = expect.objectContaining({ code: 'ServiceQuotaExceededException', status: 402 }) as Error;
    expect(() => versions.publish(revision('more'), undefined, 0)).toThrow(quota);
    expect(() => addAlias('more')).toThrow(quota);
    versions.remove('machine:1');
    expect(versions.publish(revision('more'), undefined, 0).arn).toBe('machine:1001');
  });

  it('are as many as wanted without the limits of AWS', () => {
    const { versions, addAlias } = fill(false);
    expect(versions.publish(revision('more'), undefined, 0).arn).toBe('machine:1001');
    addAlias('more');
    expect(versions.aliasesNewestFirst()).toHaveLength(101);
  });
});
