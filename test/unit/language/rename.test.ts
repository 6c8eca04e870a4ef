import { describe, expect, it } from 'vitest';
import type { Definition } from '../../../src/asl/definition.ts';
import { applyEdits } from '../../../src/asl/edits.ts';
import type { JsonValue } from '../../../src/asl/json.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { printDefinition } from '../../../src/asl/print.ts';
import type { TextEdit, TextFormat } from '../../../src/asl/syntax.ts';
import { toJson } from '../../../src/asl/values.ts';
import { renameableAt, renameAt } from '../../../src/language/rename.ts';
import { messUp } from '../../tools/mess-maker.ts';
import { readMarked } from './support.ts';

const machineWith = (state: string, variable: string): JsonValue => ({
  QueryLanguage: 'JSONata',
  Comment: 'Fan out, total',
  StartAt: state,
  States: {
    [state]: {
      Type: 'Map',
      Items: '{% $states.input.total %}',
      Assign: { [variable]: '{% $count($states.result) %}', other: 'total' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Work',
        States: { Work: { Type: 'Pass', Output: `{% $${variable} + $states.input."total" %}`, End: true } },
      },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: state, Output: `{% { "total": $${variable} } %}` }],
      Next: 'Pick',
    },
    Pick: {
      Type: 'Choice',
      Choices: [{ Condition: `{% $${variable} > 1 and 'total' != "Fan out" %}`, Next: state }],
      Default: state,
    },
  },
});

const SAMPLE = machineWith('Fan out', 'total');

/** Only what is renamed is replaced: the name with its quotes, or the block scalar that it stands in. */
function isMinimal(text: string, edits: readonly TextEdit[], name: string): boolean {
  return (
    edits.length > 0 &&
    edits.every(({ start, end }) => {
      const replaced = text.slice(start, end).replace(/^\|-?\s+/, '');
      return replaced.includes(name) && replaced.length <= name.length + 2;
    })
  );
}

describe.each<TextFormat>(['json', 'yaml'])('a rename in messy %s', (format) => {
  const runs = format === 'json' ? 150 : 60;
  const cases = [
    {
      what: 'state',
      name: 'Fan out',
      next: "It's on",
      place: (d: Definition) => d.machine!.states[0]!.nameNode.start + 1,
    },
    {
      what: 'variable',
      name: 'total',
      next: 'sum_of',
      place: (d: Definition) => {
        const assign = d.machine!.states[0]!.fields.get('Assign')!.value!;
        return assign.kind === 'object' ? assign.properties[0]!.key.start + 1 : -1;
      },
    },
  ] as const;

  it.each(cases)('of a $what renames it everywhere and leaves the rest byte by byte', ({ what, name, next, place }) => {
    const expected = what === 'state' ? machineWith(next, 'total') : machineWith('Fan out', next);
    let refused = 0;
    for (let seed = 0; seed < runs; seed++) {
      const text = messUp(SAMPLE, format, seed);
      const definition = parseDefinition(text, format);
      const plan = renameAt(definition, place(definition), next);
      if ('refused' in plan) {
        refused++;
        continue;
      }
      const changed = applyEdits(text, plan.edits);
      const { root, problems } = parseDefinition(changed, format);
      expect(problems, changed).toEqual([]);
      expect(root && toJson(root), `${text}\n→\n${changed}`).toEqual(expected);
      expect(isMinimal(text, plan.edits, name), text).toBe(true);
    }
    // In YAML an alias may stand for the name and for something else.
    expect(refused / runs).toBeLessThan(format === 'json' ? 0.001 : 0.5);
  });

  it('would be caught if it wrote the text anew', () => {
    for (let seed = 0; seed < 10; seed++) {
      const text = messUp(SAMPLE, format, seed);
      const anew = printDefinition(machineWith('New', 'total'), format);
      expect(isMinimal(text, [{ start: 0, end: text.length, text: anew }], 'Fan out')).toBe(false);
    }
  });
});

describe('a rename', () => {
  const refusal = (marked: string, name: string, format: TextFormat = 'json'): string | undefined => {
    const { definition, offset } = readMarked(marked, format);
    const plan = renameAt(definition, offset, name);
    return 'refused' in plan ? plan.refused : undefined;
  };
  const TWO =
    '{"StartAt":"A","States":{"¦A":{"Type":"Map","ItemProcessor":{"StartAt":"In","States":{"In":{"Type":"Succeed"}}},"Next":"B"},"B":{"Type":"Succeed"}}}';

  it('of a state refuses names that are empty, too long, or taken in any scope', () => {
    expect(refusal(TWO, '')).toBe('A state needs a name.');
    expect(refusal(TWO, 'x'.repeat(81))).toMatch(/^A state's name has at most 80 characters; this one has 81\.$/);
    expect(refusal(TWO, 'B')).toMatch(/^There is a state "B" already/);
    expect(refusal(TWO, 'In')).toMatch(/^There is a state "In" already/);
    expect(refusal(TWO, 'C')).toBeUndefined();
  });

  it('starts from any place that names the state', () => {
    for (const marked of [TWO, TWO.replace('¦', '').replace('"StartAt":"A"', '"StartAt":"¦A"')]) {
      const { definition, offset } = readMarked(marked, 'json');
      expect(renameableAt(definition, offset)).toMatchObject({ name: 'A' });
      const plan = renameAt(definition, offset, 'Z');
      expect('edits' in plan && applyEdits(definition.text, plan.edits)).toBe(
        marked.replace('¦', '').replaceAll('"A"', '"Z"'),
      );
    }
  });

  const assigned = (output: string): string =>
    `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"¦x":1},"Next":"B"},"B":{"Type":"Pass","Output":"${output}","End":true}}}`;

  it('of a variable refuses what is no name, taken, or of the language', () => {
    expect(refusal(assigned('{% $x %}'), '1a')).toMatch(/begins with a letter/);
    expect(refusal(assigned('{% $x %}'), '_a')).toMatch(/begins with a letter/);
    expect(refusal(assigned('{% $x %}'), '$y')).toMatch(/without \$/);
    expect(refusal(assigned('{% $x %}'), 'states')).toMatch(/is a name of/);
    expect(refusal(assigned('{% $x %}'), 'sum')).toMatch(/is a name of/);
    expect(refusal(assigned('{% $x %}').replace('"¦x":1', '"¦x":1,"y":2'), 'y')).toMatch(/already/);
  });

  it('of a variable refuses where a place is not certain', () => {
    expect(refusal(assigned('{% $x + %}'), 'y')).toMatch(
      /^State "B" mentions \$x in an expression that is not certain/,
    );
    expect(refusal(assigned('{% ($x := 2; $x) %}'), 'y')).toMatch(/not certain/);
    expect(refusal(assigned('{% ($y := 2; $x + $y) %}'), 'y')).toMatch(/mentions \$y/);
    expect(refusal(assigned("{% $x & '${Name}' %}"), 'y')).toMatch(/not certain/);
    expect(refusal(assigned("{% $x & '$y' %}"), 'y')).toBeUndefined();
  });

  it('of a variable keeps to its scope, and to keys that end in .$', () => {
    const text = `{"StartAt":"M","States":{"M":{"Type":"Map","Assign":{"x.$":"$.a"},"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED"},
      "StartAt":"W","States":{"W":{"Type":"Pass","Assign":{"x.$":"$.b"},"OutputPath":"$x","End":true}}},"Next":"E"},
      "E":{"Type":"Pass","InputPath":"$¦x.deep","End":true}}}`;
    const { definition, offset } = readMarked(text, 'json');
    const plan = renameAt(definition, offset, 'y');
    expect('edits' in plan && applyEdits(definition.text, plan.edits)).toBe(
      text.replace('¦', '').replace('"x.$":"$.a"', '"y.$":"$.a"').replace('$x.deep', '$y.deep'),
    );
  });

  it('has nothing to do elsewhere', () => {
    const { definition, offset } = readMarked(TWO.replace('¦', '').replace('"Map"', '"M¦ap"'), 'json');
    expect(renameableAt(definition, offset)).toBeUndefined();
    expect(renameAt(definition, offset, 'x')).toHaveProperty('refused');
  });
});
