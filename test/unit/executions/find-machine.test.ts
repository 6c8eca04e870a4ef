import { describe, expect, it } from 'vitest';
import { isSameDefinition, layOutDefinition } from '../../../src/executions/find-machine.ts';

const passing = (digits: string): string =>
  `{"StartAt":"P","States":{"P":{"Type":"Pass","Result":${digits},"End":true}}}`;

describe('definitions of a deployed machine', () => {
  it('are the same whatever their white space, and not where fields stand otherwise', () => {
    const definition = passing('7');
    expect(isSameDefinition(definition, layOutDefinition(definition))).toBe(true);
    expect(isSameDefinition('{"a":1,"b":2}', '{"b":2,"a":1}')).toBe(false);
    expect(isSameDefinition('no JSON', 'no JSON either')).toBe(false);
  });

  // The text that is laid out is run again, and what is the same is not deployed.
  it.each(['12345678901234567891', '1e400'])('keep the digits of %s', (digits) => {
    expect(layOutDefinition(passing(digits))).toContain(`"Result": ${digits},`);
    const other = digits.replace(/.$/, '2');
    expect(isSameDefinition(passing(digits), passing(other))).toBe(false);
  });
});
