import { parseDefinition } from '../../../src/asl/parse.ts';
import type { Definition } from '../../../src/asl/definition.ts';
import type { JsonObject } from '../../../src/asl/json.ts';
import fc from 'fast-check';

export function define(machine: JsonObject): Definition {
  return parseDefinition(JSON.stringify(machine), 'json');
}

/** Machines of every shape: loops, joins, catches, dangling targets, unreachable states, nested Map and Parallel. */
export function machines(depth = 2): fc.Arbitrary<JsonObject> {
  return fc.integer({ min: 1, max: depth === 2 ? 14 : 5 }).chain((count) => {
    const name = fc.integer({ min: 0, max: count }).map((index) => `S${index}`);
    const state = stateOf(name, depth);
    return fc
      .record({ start: name, states: fc.array(state, { minLength: count, maxLength: count }) })
      .map(({ start, states }) => ({
        StartAt: start,
        States: Object.fromEntries(states.map((value, index) => [`S${index}`, value])),
      }));
  });
}

function stateOf(name: fc.Arbitrary<string>, depth: number): fc.Arbitrary<JsonObject> {
  const next = fc.oneof(
    { weight: 3, arbitrary: name.map((Next): JsonObject => ({ Next })) },
    { weight: 1, arbitrary: fc.constant<JsonObject>({ End: true }) },
    { weight: 1, arbitrary: fc.constant<JsonObject>({}) },
  );
  const caught = fc.array(
    name.map((Next) => ({ ErrorEquals: ['States.ALL'], Next })),
    { maxLength: 2 },
  );
  const plain = fc.record({ next, caught }).map(({ next: onward, caught: Catch }): JsonObject => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    ...onward,
    Catch,
  }));
  const choice = fc
    .record({ targets: fc.array(name, { maxLength: 5 }), fallback: name })
    .map(({ targets, fallback }): JsonObject => ({
      Type: 'Choice',
      Choices: targets.map((Next, index) => ({ Variable: '$.a', NumericEquals: index, Next })),
      Default: fallback,
    }));
  const ending = fc.constantFrom<JsonObject>({ Type: 'Fail' }, { Type: 'Succeed' }, { Type: 'Wat' });
  const options = [
    { weight: 6, arbitrary: plain },
    { weight: 3, arbitrary: choice },
    { weight: 1, arbitrary: ending },
  ];
  if (depth > 0) {
    const region = fc
      .record({ inner: fc.array(machines(depth - 1), { minLength: 1, maxLength: 3 }), next, map: fc.boolean() })
      .map(({ inner, next: onward, map }): JsonObject =>
        map ? { Type: 'Map', ItemProcessor: inner[0]!, ...onward } : { Type: 'Parallel', Branches: inner, ...onward },
      );
    options.push({ weight: 2, arbitrary: region });
  }
  return fc.oneof(...options);
}
