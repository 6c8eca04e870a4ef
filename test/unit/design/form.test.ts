import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { stateByPointer } from '../../../src/asl/scopes.ts';
import { formOf } from '../../../src/design/form.ts';
import { readValue } from '../../../src/design/read-value.ts';
import { define } from '../graph/machines.ts';

function fieldOf(state: JsonObject, key: string) {
  const machine = define({ StartAt: 'S', States: { S: { End: true, ...state }, T: { Type: 'Succeed' } } });
  const fields = formOf(stateByPointer(machine, '/States/S')!).flatMap((section) => section.fields);
  return fields.find((field) => field.key === key)!;
}

describe('a field that stands in the text as null', () => {
  it('is set, unlike one that is absent', () => {
    const one = fieldOf({ Type: 'Pass', InputPath: null }, 'InputPath');
    expect([one.isSet, one.value]).toEqual([true, null]);
    const other = fieldOf({ Type: 'Pass' }, 'InputPath');
    expect([other.isSet, other.value]).toEqual([false, undefined]);
    expect(fieldOf({ Type: 'Pass', QueryLanguage: 'JSONata', Output: null }, 'Output').isSet).toBe(true);
  });

  it.each(['InputPath', 'OutputPath', 'ResultPath'])('%s is edited as a path, which null is one of', (key) => {
    for (const value of [null, '$.a']) {
      const { control } = fieldOf({ Type: 'Pass', [key]: value }, key);
      expect(control).toEqual({ kind: 'expression', isNumber: false, isNullable: true });
      expect(readValue('null', control)).toBeNull();
      expect(readValue('$.null', control)).toBe('$.null');
    }
  });

  it('is edited as JSON where the field takes no null', () => {
    expect(fieldOf({ Type: 'Wait', SecondsPath: null }, 'SecondsPath').control).toEqual({ kind: 'json' });
    expect(readValue('null', fieldOf({ Type: 'Wait' }, 'SecondsPath').control)).toBe('null');
  });
});
