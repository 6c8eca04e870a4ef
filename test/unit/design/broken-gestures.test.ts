import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { allStates } from '../../../src/asl/scopes.ts';
import { copyFragment } from '../../../src/design/copy.ts';
import type { Fragment, Gesture, Slot } from '../../../src/design/gesture.ts';
import { parseFragment } from '../../../src/design/parse-fragment.ts';
import { planGesture } from '../../../src/design/plan-gesture.ts';
import { validateDefinition } from '../../../src/validation/validate.ts';
import { perform } from './perform.ts';

const PASS = { Type: 'Pass', End: true };

function machine(states: JsonObject, others: JsonObject = {}): string {
  return JSON.stringify({ ...others, StartAt: Object.keys(states)[0] ?? '', States: states });
}

const statesOf = (text: string): JsonObject => (JSON.parse(text) as { States: JsonObject }).States;
const namesOf = (text: string): string[] => [...allStates(parseDefinition(text, 'json'))].map(({ name }) => name);
const errorsOf = (text: string): string[] =>
  validateDefinition(parseDefinition(text, 'json'))
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);

function tellOf(text: string, gesture: Gesture): string | undefined {
  const plan = planGesture(parseDefinition(text, 'json'), gesture);
  return 'refused' in plan ? plan.refused : plan.says;
}

const insert = (text: string, at: Slot, fragment: Fragment): string => perform(text, { kind: 'insert', at, fragment });

describe('states that go', () => {
  it('take what led to them along where nothing follows, and say so', () => {
    const text = machine({
      Try: { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Last' }], Next: 'Which' },
      Which: {
        Type: 'Choice',
        Choices: ['$.a', '$.b', '$.c'].map((variable, index) => ({
          Variable: variable,
          IsPresent: true,
          Next: index === 0 ? 'Kept' : 'Last',
        })),
        Default: 'Last',
      },
      Kept: PASS,
      Last: PASS,
    });
    expect(tellOf(text, { kind: 'remove', states: ['/States/Last'] })).toBe(
      '"Try" lost a catcher, with nothing left to lead to. ' +
        '"Which" lost 2 rules and a Default, with nothing left to lead to.',
    );
    expect(tellOf(text, { kind: 'remove', states: ['/States/Kept', '/States/Try'] })).toBe(
      '"Which" lost a rule, with nothing left to lead to.',
    );
    expect(tellOf(text, { kind: 'remove', states: ['/States/Try'] })).toBeUndefined();
  });
});

describe('names', () => {
  it('of states that a gesture adds are none of those within the fragment', () => {
    const fragment: Fragment = {
      StartAt: 'Which',
      States: {
        Which: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'Each' }], Default: 'Elsewhere' },
        Each: { Type: 'Map', ItemProcessor: { StartAt: 'Done', States: { Done: PASS } }, End: true },
      },
    };
    const after = insert(machine({ A: PASS }), { after: '/States/A' }, fragment);
    expect(namesOf(after).toSorted()).toEqual(['A', 'Done', 'Done 2', 'Each', 'Which']);
    expect(errorsOf(after)).toEqual([]);
  });

  it('stay apart when a fragment is inserted again and again', () => {
    const inner = { StartAt: 'B', States: { B: { ...PASS, Next: 'A', End: undefined }, A: PASS } };
    const fragment = { StartAt: 'A', States: { A: { Type: 'Map', ItemProcessor: inner, Next: 'A 2' }, 'A 2': PASS } };
    let text = machine({ A: PASS });
    for (let turn = 0; turn < 3; turn++)
      text = insert(text, { transitions: ['/StartAt'] }, JSON.parse(JSON.stringify(fragment)) as Fragment);
    const names = namesOf(text);
    expect(new Set(names).size).toBe(names.length);
    expect(errorsOf(text)).toEqual([]);
  });

  it('of at most 80 characters only, and of one state each', () => {
    const text = machine({ A: PASS });
    expect(perform(text, { kind: 'rename', state: '/States/A', name: 'x'.repeat(81) })).toBe(
      "refused: A state's name has at most 80 characters; this one has 81.",
    );
    const twice = '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A"},"A":{"Type":"Succeed"}}}';
    expect(perform(twice, { kind: 'rename', state: '/States/A', name: 'B' })).toBe(
      'refused: "A" is written 2 times: what goes there is not certain.',
    );
  });
});

describe('a fragment', () => {
  it('begins a blank file with what leaves it ending the flow', () => {
    const fragment = {
      StartAt: 'A',
      States: { A: { Type: 'Task', Resource: 'r', Next: 'B', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'H' }] } },
    };
    const text = perform('', { kind: 'begin', fragment });
    expect(statesOf(text)).toEqual({
      A: { Type: 'Task', Resource: 'r', End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }] },
      Done: { Type: 'Succeed' },
    });
  });

  const jsonata = machine({ A: { Type: 'Pass', Output: '{% 1 %}', Next: 'B' }, B: PASS }, { QueryLanguage: 'JSONata' });

  it('of JSONata says so in a workflow of JSONPath, down to the states within', () => {
    const each = {
      Type: 'Map',
      Items: '{% [1] %}',
      ItemProcessor: { StartAt: 'W', States: { W: { ...PASS, Output: '{% 1 %}' } } },
      End: true,
    };
    const from = machine({ Each: each }, { QueryLanguage: 'JSONata' });
    const copied = parseFragment(copyFragment(parseDefinition(from, 'json'), ['/States/Each'])!)!;
    const after = insert(machine({ A: PASS }), { after: '/States/A' }, copied);
    expect(errorsOf(after)).toEqual([]);
    expect(statesOf(after).Each).toMatchObject({
      QueryLanguage: 'JSONata',
      ItemProcessor: { States: { W: { QueryLanguage: 'JSONata' } } },
    });
    // By its fields, where a text does not say.
    const bare = parseFragment('{"X":{"Type":"Pass","Output":"{% 1 %}","End":true}}')!;
    expect(errorsOf(insert(machine({ A: PASS }), { after: '/States/A' }, bare))).toEqual([]);
    expect(errorsOf(perform('', { kind: 'begin', fragment: copied }))).toEqual([]);
    expect(errorsOf(perform('', { kind: 'begin', fragment: bare }))).toEqual([]);
  });

  it('has to start at a state of its own', () => {
    const why = 'refused: What is inserted starts at no state of its own.';
    expect(insert(machine({ A: PASS }), { after: '/States/A' }, { StartAt: 'X', States: { B: PASS } })).toBe(why);
    expect(perform('', { kind: 'begin', fragment: { StartAt: 'X', States: {} } })).toBe(why);
  });

  it('of JSONPath is refused where all is JSONata, unless it says nothing in JSONPath', () => {
    const path = { StartAt: 'P', States: { P: { ...PASS, ResultPath: '$.a' } } };
    expect(insert(jsonata, { after: '/States/B' }, path)).toBe(
      'refused: "P" is written in JSONPath, which no state of a JSONata workflow can be: change it in the text that it is from.',
    );
    const rule = { Variable: '$.a', IsPresent: true, Next: 'P' };
    const choice = { StartAt: 'C', States: { C: { Type: 'Choice', Choices: [rule] }, P: PASS } };
    expect(insert(jsonata, { after: '/States/B' }, choice)).toContain('refused: "C" is written in JSONPath');
    const neutral = { StartAt: 'P', States: { P: { ...PASS, QueryLanguage: 'JSONPath' } } };
    expect(errorsOf(insert(jsonata, { after: '/States/B' }, neutral))).toEqual([]);
  });
});

describe('retriers', () => {
  it('are added for errors that none is for yet, the broadest last', () => {
    let text = machine({ A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } });
    const add = { kind: 'add-part', state: '/States/A', part: 'retrier' } as const;
    for (let turn = 0; turn < 3; turn++) text = perform(text, add);
    const retry = (statesOf(text).A as { Retry: { ErrorEquals: string[] }[] }).Retry;
    expect(retry.flatMap((each) => each.ErrorEquals)).toEqual(['States.TaskFailed', 'States.Timeout', 'States.ALL']);
    expect(perform(text, add)).toContain('refused: There is one for all errors');
  });
});

describe('what an alias repeats', () => {
  it('is not added to: the reason is said', () => {
    const text =
      'StartAt: A\nStates:\n  A: { Type: Task, Resource: r, Retry: &r [{ ErrorEquals: [E] }], Next: B }\n' +
      '  B: { Type: Task, Resource: r, Retry: *r, End: true }\n';
    expect(perform(text, { kind: 'add-part', state: '/States/B', part: 'retrier' }, 'yaml')).toBe(
      'refused: This stands behind an alias (*): change what the alias names instead.',
    );
  });
});

describe('lines', () => {
  const text = machine({ A: { Type: 'Pass', Next: 'B' }, B: PASS });

  it('led on by a form take the place of End, and leave it when they go', () => {
    const object = '/States/B';
    const led = perform(text, { kind: 'set-property', object, key: 'Next', value: 'A' });
    expect(statesOf(led).B).toEqual({ Type: 'Pass', Next: 'A' });
    expect(statesOf(perform(led, { kind: 'set-property', object, key: 'Next' })).B).toEqual(PASS);
  });

  it('are needed to be led elsewhere', () => {
    expect(tellOf(text, { kind: 'reconnect', transitions: [], to: '/States/A' })).toBe(
      'The line is not there any more.',
    );
  });
});

describe('unwrapping', () => {
  it('leads a Map that leads back to itself to its first state', () => {
    const processor = { StartAt: 'W', States: { W: { Type: 'Pass', Next: 'X' }, X: PASS } };
    const after = perform(machine({ M: { Type: 'Map', ItemProcessor: processor, Next: 'M' } }), {
      kind: 'unwrap',
      state: '/States/M',
    });
    expect(statesOf(after)).toEqual({ W: { Type: 'Pass', Next: 'X' }, X: { Type: 'Pass', Next: 'W' } });
  });
});

describe('what a gesture breaks, it says', () => {
  const assigning = { Type: 'Pass', Assign: { total: 1 }, Next: 'B' };
  const reading = { Type: 'Pass', Parameters: { 'n.$': '$total' }, End: true };

  it('when variables are set where nobody else sees them', () => {
    const text = machine({ A: assigning, B: reading });
    expect(tellOf(text, { kind: 'wrap', states: ['/States/A'], into: 'Map' })).toContain('$total');
  });

  it('when the item of another Map is read then', () => {
    const counting = { Type: 'Pass', Parameters: { 'i.$': '$$.Map.Item.Index' }, End: true };
    const text = machine({ M: { Type: 'Map', ItemProcessor: { StartAt: 'W', States: { W: counting } }, End: true } });
    const W = '/States/M/ItemProcessor/States/W';
    expect(tellOf(text, { kind: 'unwrap', state: '/States/M' })).toContain('Look at what "W" reads of Map.Item');
    expect(tellOf(text, { kind: 'wrap', states: [W], into: 'Map' })).toContain('"W"');
    expect(tellOf(text, { kind: 'wrap', states: [W], into: 'Parallel' })).toBeUndefined();
    // What a Map makes of its own items goes with it.
    const own = machine({
      M: {
        Type: 'Map',
        ItemSelector: counting.Parameters,
        ItemProcessor: { StartAt: 'W', States: { W: PASS } },
        End: true,
      },
    });
    expect(tellOf(own, { kind: 'wrap', states: ['/States/M'], into: 'Map' })).toBeUndefined();
  });

  it('when the name that a state has lost is compared with what runs', () => {
    const rule = { Variable: '$$.State.Name', StringEquals: 'B', Next: 'B' };
    const jsonata = { Condition: '{% $states.context.State.Name = "B" %}', Next: 'B' };
    const choice = { Type: 'Choice', Choices: [{ Not: rule, Next: 'B' }], Default: 'B' };
    const other = { Type: 'Choice', QueryLanguage: 'JSONata', Choices: [jsonata], Default: 'B' };
    const rename = { kind: 'rename', state: '/States/B', name: 'C' } as const;
    for (const A of [choice, other])
      expect(tellOf(machine({ A, B: PASS }), rename)).toBe('State.Name is compared with "B" in "A": change it there.');
    expect(tellOf(machine({ A: { Type: 'Pass', Next: 'B', Comment: 'B' }, B: PASS }), rename)).toBeUndefined();
  });

  it('when child executions do not see the variables that they read', () => {
    const processor = { StartAt: 'W', States: { W: { ...reading } } };
    const text = machine({ A: assigning, B: { Type: 'Map', ItemProcessor: processor, End: true } });
    expect(tellOf(text, { kind: 'set-mode', state: '/States/B', mode: 'DISTRIBUTED' })).toContain('$total');
  });
});

describe('a change of a Map’s mode', () => {
  it('touches Mode and ExecutionType, and leaves comments and other keys as they are', () => {
    const text = `{ "StartAt": "M", "States": { "M": { "Type": "Map", "ItemProcessor": {
      "ProcessorConfig": { "Mode":   "INLINE" /* for now */, "Comment": "c" },
      "StartAt": "W", "States": { "W": { "Type": "Pass", "End": true } } }, "End": true } } }`;
    const distributed = perform(text, { kind: 'set-mode', state: '/States/M', mode: 'DISTRIBUTED' });
    expect(distributed).toBe(
      text.replace(
        '"INLINE" /* for now */, "Comment": "c"',
        '"DISTRIBUTED" /* for now */, "Comment": "c", "ExecutionType": "STANDARD"',
      ),
    );
    expect(perform(distributed, { kind: 'set-mode', state: '/States/M', mode: 'INLINE' })).toBe(text);
  });
});
