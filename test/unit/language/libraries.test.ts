import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { describeArity, INTRINSICS } from '../../../src/asl/expressions/intrinsic-functions.ts';
import { compileJsonata } from '../../../src/asl/expressions/jsonata.ts';
import { INTRINSIC_LIBRARY, JSONATA_LIBRARY, signatureOf } from '../../../src/language/jsonata-library.ts';

describe('the functions that are offered', () => {
  it('are the intrinsic functions, with as many arguments as they take', () => {
    expect([...INTRINSIC_LIBRARY.keys()].toSorted()).toEqual([...INTRINSICS.keys()].toSorted());
    for (const [name, { parameters }] of INTRINSIC_LIBRARY) {
      const needed = parameters.filter((parameter) => !/[?…]$/.test(parameter)).length;
      const fn = INTRINSICS.get(name)!;
      expect(describeArity(fn, needed), name).toBeUndefined();
      expect(describeArity(fn, parameters.length), name).toBeUndefined();
      if (needed > 0) expect(describeArity(fn, needed - 1), name).toBeDefined();
    }
  });

  it('are all that an expression knows as functions, and none that it takes for a variable', () => {
    for (const { name } of JSONATA_LIBRARY.values()) {
      const compiled = compileJsonata(`$${name}()`, 'Output');
      expect(compiled.ok && compiled.value.references.variables, name).toEqual([]);
    }
  });

  it('are functions of the JSONata that AWS runs, or those that AWS adds', async () => {
    const added = new Set(['partition', 'range', 'hash', 'uuid', 'parse']);
    for (const name of JSONATA_LIBRARY.keys())
      expect(await jsonata(`$type($${name})`).evaluate({}), name).toBe(added.has(name) ? undefined : 'function');
    expect(JSONATA_LIBRARY.has('eval')).toBe(false);
    expect(JSONATA_LIBRARY.size).toBe(69);
  });

  it('show how they are called', () => {
    expect(signatureOf(JSONATA_LIBRARY.get('round')!)).toBe('$round(number, precision?)');
    expect(signatureOf(INTRINSIC_LIBRARY.get('States.UUID')!)).toBe('States.UUID()');
  });
});
