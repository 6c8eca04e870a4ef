import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { applyEdits } from '../../../src/asl/edits.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { allScopes, allStates } from '../../../src/asl/scopes.ts';
import { planGesture } from '../../../src/design/plan-gesture.ts';
import { findLine, slotsOf } from '../../../src/design/slots.ts';
import { machines } from '../graph/machines.ts';

const MACHINE: JsonObject = {
  StartAt: 'Which',
  States: {
    Which: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'Each' }], Default: 'Bad' },
    Each: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'Work', States: { Work: { Type: 'Pass', End: true } } },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Bad' }],
      Next: 'Both',
    },
    Both: { Type: 'Parallel', Branches: [{ StartAt: 'One', States: { One: { Type: 'Succeed' } } }], End: true },
    Bad: { Type: 'Fail' },
  },
};
const definition = parseDefinition(JSON.stringify(MACHINE), 'json');
const labelsAt = (pointer: string): string[] => slotsOf(definition, pointer).map(({ label }) => label);

describe('the places where states can be inserted', () => {
  it('are those after, before, within and on the lines of a state, the likeliest first', () => {
    expect(labelsAt('/States/Each')).toEqual([
      'After "Each"',
      'Before "Each"',
      'First in "Each"',
      'On catcher 1 of "Each", to "Bad"',
    ]);
    expect(labelsAt('/States/Which')).toEqual([
      'On rule 1 of "Which", to "Each"',
      'On Default of "Which", to "Bad"',
      'Before "Which"',
    ]);
    expect(labelsAt('/States/Both')).toEqual(['After "Both"', 'Before "Both"', 'First in branch 1 of "Both"']);
    expect(labelsAt('/States/Bad')).toEqual(['Before "Bad"']);
  });

  it('are the start of the machine or of a branch, and the line of a rule or catcher', () => {
    expect(labelsAt('')).toEqual(['At the start']);
    expect(labelsAt('/States/Both/Branches/0')).toEqual(['First in branch 1 of "Both"']);
    expect(labelsAt('/States/Which/Choices/0')).toEqual(['On rule 1 of "Which", to "Each"']);
    expect(labelsAt('/States/Each/Catch/0')).toEqual(['On catcher 1 of "Each", to "Bad"']);
    expect(labelsAt('/States/Nowhere')).toEqual([]);
  });

  it('take a state, each of them, whatever the machine', () => {
    fc.assert(
      fc.property(machines(1), (machine) => {
        const whole = parseDefinition(JSON.stringify(machine, null, 2), 'json');
        const places = [...allScopes(whole), ...allStates(whole)].flatMap(({ pointer }) => slotsOf(whole, pointer));
        for (const { label, slot } of places) {
          const fragment = { StartAt: 'Inserted', States: { Inserted: { Type: 'Pass', End: true } } };
          const plan = planGesture(whole, { kind: 'insert', at: slot, fragment });
          if ('refused' in plan) expect.fail(`${label}: ${plan.refused}`);
          const after = parseDefinition(applyEdits(whole.text, plan.edits), 'json');
          expect([...allStates(after)].map(({ name }) => name)).toContain('Inserted');
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the line that leaves something', () => {
  it('is that of a state, a rule, or the start of a scope, with all that it could lead to', () => {
    const lineOf = (pointer: string) => {
      const line = findLine(definition, pointer);
      return line && [line.transition, line.targets.map(({ name }) => name), line.canEnd];
    };
    const all = ['Which', 'Each', 'Both', 'Bad'];
    expect(lineOf('/States/Each')).toEqual(['/States/Each/Next', all, true]);
    expect(lineOf('/States/Which')).toEqual(['/States/Which/Default', all, false]);
    expect(lineOf('/States/Both')).toEqual([undefined, all, false]);
    expect(lineOf('/States/Each/Catch/0')).toEqual(['/States/Each/Catch/0/Next', all, false]);
    expect(lineOf('')).toEqual(['/StartAt', all, false]);
    expect(lineOf('/States/Each/ItemProcessor')).toEqual(['/States/Each/ItemProcessor/StartAt', ['Work'], false]);
    expect(lineOf('/States/Bad')).toBeUndefined();
  });
});
