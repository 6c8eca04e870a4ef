import { expect, it } from 'vitest';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { readDefinitionFacts } from '../../../src/cost/definition-facts.ts';

const task = (next: object): object => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...next });

function read(definition: object): ReturnType<typeof readDefinitionFacts> {
  return readDefinitionFacts(parseDefinition(JSON.stringify(definition), 'json'));
}

it('takes batch size, concurrency, child type and states from the distributed Map', () => {
  const { values, facts, approach } = read({
    StartAt: 'Before',
    States: {
      Before: { Type: 'Pass', Next: 'Map' },
      Map: {
        Type: 'Map',
        MaxConcurrency: 50,
        ItemBatcher: { MaxItemsPerBatch: 100 },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'A',
          States: { A: task({ Next: 'B' }), B: task({ End: true }) },
        },
        End: true,
      },
    },
  });
  expect(values).toEqual({ statesPerChild: 2, itemsPerBatch: 100, concurrency: 50 });
  expect(facts).toMatchObject({ mapPointer: '/States/Map', parentStates: 2 });
  expect(approach).toBe('distributed-express');
});

it('counts the longest way through choices, and every branch of a Parallel', () => {
  const { facts } = read({
    StartAt: 'Choose',
    States: {
      Choose: { Type: 'Choice', Choices: [{ Next: 'Long' }], Default: 'Short' },
      Short: { Type: 'Succeed' },
      Long: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'X', States: { X: task({ End: true }) } },
          { StartAt: 'Y', States: { Y: task({ End: true }) } },
        ],
        Next: 'Choose',
      },
    },
  });
  expect(facts.parentStates).toBe(4);
});

it('ends on a chain of ten thousand states, on a loop, and on nothing', () => {
  const chain = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, n) => [`S${String(n)}`, { Type: 'Pass', Next: `S${String(n + 1)}` }]),
  );
  expect(read({ StartAt: 'S0', States: chain }).facts.parentStates).toBe(10_000);
  expect(read({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } }).facts.parentStates).toBe(1);
  expect(readDefinitionFacts(parseDefinition('[]', 'json'))).toMatchObject({ values: {}, approach: undefined });
});
