import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../src/asl/parse.ts';
import { CheckedDefinitions } from '../../../../src/editor/language/checked-definitions.ts';

const machine = () => parseDefinition('{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}', 'json');

describe('CheckedDefinitions', () => {
  it('looks once for what is wrong with a definition, while it is checked with the same', async () => {
    const checked = new CheckedDefinitions();
    const definition = machine();
    const findings = await checked.check(definition, { type: 'EXPRESS', ignored: [] });
    expect(findings.length).toBeGreaterThan(0);
    expect(await checked.check(definition, { type: 'EXPRESS', ignored: [] })).toBe(findings);
  });

  it('looks again in another version, and when it is checked with something else', async () => {
    const checked = new CheckedDefinitions();
    const definition = machine();
    const findings = await checked.check(definition, { ignored: [] });
    const [{ code } = { code: '' }] = findings;
    expect(await checked.check(machine(), { ignored: [] })).not.toBe(findings);
    const others = await checked.check(definition, { ignored: [code] });
    expect(others).not.toBe(findings);
    expect(await checked.check(definition, { type: 'EXPRESS', ignored: [code] })).not.toBe(others);
  });
});
