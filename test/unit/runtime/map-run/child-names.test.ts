import { describe, expect, it } from 'vitest';
import { ChildNames } from '../../../../src/runtime/map-run/child-names.ts';

const names = new ChildNames(
  'arn:aws:states:us-east-1:123456789012:stateMachine:csv',
  'Map',
  'ad9b5f27-090b-3ac6-9beb-243cd77144a7',
);

describe('names of children', () => {
  it('look like UUIDs and are all different', () => {
    const made = new Set(Array.from({ length: 100_000 }, (_, index) => names.nameOf(index)));
    expect(made.size).toBe(100_000);
    for (const name of [...made].slice(0, 100)) expect(name).toMatch(/^[0-9a-f]{8}-090b-3ac6-9beb-243cd77144a7$/);
  });

  it('make the ARNs of the labelled machine', () => {
    expect(names.stateMachineArn).toBe('arn:aws:states:us-east-1:123456789012:stateMachine:csv/Map');
    expect(names.arnOf('x')).toBe('arn:aws:states:us-east-1:123456789012:execution:csv/Map:x');
  });
});
