import { describe, expect, it } from 'vitest';
import type { ApproachId } from '../../../src/cost/approach-ids.ts';
import type { Workload } from '../../../src/cost/workload-fields.ts';
import { chain, distributed, inline, machine, pass, price, quantity, task, transitions } from './definitions.ts';
import { approach } from './estimates.ts';

describe('Maps beside the one that works on the items', () => {
  const beside = machine({
    First: inline(chain(2, task), { Next: 'Main' }),
    Main: distributed('EXPRESS', chain(1, task), { ItemBatcher: { MaxItemsPerBatch: 10 }, Next: 'Last' }),
    Last: distributed('STANDARD', chain(3, task), { ItemBatcher: { MaxItemsPerBatch: 4 }, End: true }),
  });

  it('are priced with as many items, unless otherItems says how many, and the notes say so', () => {
    const same = price(beside, { items: 100 });
    const id = 'distributed-express';
    expect(quantity(same, id, 'States of the iterations of First')).toBe(200);
    expect(quantity(same, id, 'Starts of children of Last')).toBe(25);
    expect(quantity(same, id, 'States of the children of Last')).toBe(75);
    expect(quantity(same, id, 'Invocations of functions of First')).toBe(200);
    expect(same.notes.join(' ')).toMatch(/First is priced with 100 items, as many as Main has: set otherItems/);
    expect(same.notes.join(' ')).toMatch(/First, Last would stay beside a custom pipeline/);
    const own = price(beside, { items: 100, otherItems: 8 });
    expect(quantity(own, id, 'States of the iterations of First')).toBe(16);
    expect(quantity(own, id, 'Starts of children of Last')).toBe(2);
    expect(approach(own, 'inline-express').reasons.join(' ')).toMatch(/Last is a distributed Map, which an Express/);
  });

  it('have one item in a batch that only a run tells, and the notes say so', () => {
    const unknown = machine({
      Main: distributed('STANDARD', chain(1, task), { Next: 'Last' }),
      Last: distributed('STANDARD', chain(1, task), { ItemBatcher: { MaxItemsPerBatchPath: '$.n' }, End: true }),
    });
    const estimate = price(unknown, { items: 100 });
    expect(quantity(estimate, 'distributed-standard', 'Starts of children of Last')).toBe(100);
    expect(estimate.notes.join(' ')).toMatch(/Batches of Last are known in a run only.*one item each/);
  });

  it('rule a Standard execution out whose history they fill', () => {
    const reasons = (given: Partial<Workload>): string =>
      approach(price(beside, { items: 100, ...given }), 'distributed-express').reasons.join(' ');
    // Two events of an iteration, five of each of its two calls.
    expect(reasons({ otherItems: 2000 })).toBe('');
    expect(reasons({ otherItems: 3000 })).toMatch(/First and the states around write about 36,006 events/);
    const within = machine({ Main: inline(machine({ Each: inline(chain(1, task), { End: true }) }), { End: true }) });
    const ofInner = (innerItems: number): string =>
      approach(price(within, { items: 100, innerItems }), 'inline-standard').reasons.join(' ');
    expect(ofInner(10)).toBe('');
    expect(ofInner(100)).toMatch(/100 iterations write about 70,\d+ events/);
  });

  it('are named and left out where a run goes the one way or the other', () => {
    const either = {
      StartAt: 'Size',
      States: {
        Size: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 9, Next: 'Few' }], Default: 'Many' },
        Few: inline(chain(1, task), { End: true }),
        Many: distributed('STANDARD', chain(1, task), { End: true }),
      },
    };
    const estimate = price(either, { items: 100 });
    expect(transitions(estimate, 'distributed-standard')).toBe(2 + 200);
    expect(estimate.notes.join(' ')).toMatch(/Few is not priced: what is priced goes another way at a Choice/);
  });

  it('are left out within children that go the one way or the other, too', () => {
    const either = (other: object): object => ({
      StartAt: 'Size',
      States: {
        Size: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 9, Next: 'Few' }], Default: 'Many' },
        Few: other,
        Many: distributed('STANDARD', chain(1, task), { End: true }),
      },
    });
    const all = (other: object): object => machine({ Each: distributed('STANDARD', either(other), { End: true }) });
    const workload = { items: 100, outerItems: 15, innerItems: 7 };
    const estimate = price(all(inline(chain(1, task), { End: true })), workload);
    const without = price(all({ Type: 'Succeed' }), workload);
    expect(transitions(estimate, 'distributed-standard')).toBe(transitions(without, 'distributed-standard'));
    expect(estimate.notes.join(' ')).toMatch(/Few is not priced/);
  });

  it('count a Map in a loop as often as somebody says', () => {
    const looped = {
      StartAt: 'Main',
      States: {
        Main: distributed('STANDARD', chain(1, task), { Next: 'Again' }),
        Again: inline(chain(2, task), { Next: 'Enough' }),
        Enough: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Again' }], Default: 'Done' },
        Done: { Type: 'Succeed' },
      },
    };
    const count = (given: Partial<Workload>): number =>
      transitions(price(looped, { items: 10, otherItems: 3, ...given }), 'distributed-standard');
    expect(count({})).toBe(4 + 20 + 6);
    expect(count({ loopRounds: 3 })).toBe(4 + 20 + 3 * 6 + 2 * 2);
    expect(price(looped, { items: 10 }).notes.join(' ')).toMatch(/Again is in a loop.*set loopRounds/);
  });

  it('rule an approach out whose execution they give too long a history, or too much time', () => {
    const reasons = (main: object, id: ApproachId, otherItems: number): string =>
      approach(
        price(machine({ Main: main, Beside: inline(chain(1, task), { End: true }) }), { items: 100, otherItems }),
        id,
      )
        .reasons.filter((reason) => /25,000|300 s/.test(reason))
        .join(' ');
    const mapRun = distributed('STANDARD', chain(1, task), { Next: 'Beside' });
    const iterations = inline(chain(1, task), { Next: 'Beside' });
    for (const id of ['distributed-standard', 'distributed-express'] as const) {
      // Seven events an iteration, two of each Map.
      expect(reasons(mapRun, id, 3571)).toMatch(/^Beside and the states around write about 25,001 events;/);
      expect(reasons(mapRun, id, 3570)).toBe('');
    }
    expect(reasons(iterations, 'inline-standard', 3500)).toMatch(/about 24,504 events beside the 710 of the work/);
    expect(reasons(iterations, 'inline-standard', 3400)).toBe('');
    expect(reasons(iterations, 'inline-express', 100_000)).toMatch(/A run takes about 501 s; an Express execution/);
    expect(reasons(iterations, 'inline-express', 3500)).toBe('');
  });

  /** States with a Map that a Choice may have run again. */
  const again = (map: (next: object) => object): object => ({
    StartAt: 'Again',
    States: {
      Again: map({ Next: 'Enough' }),
      Enough: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Again' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    },
  });

  it('have Express children that last for all rounds of a Map within them, and log each', () => {
    const rounds = again((next) => inline(chain(1, task), next));
    const definition = machine({
      Main: distributed('STANDARD', chain(1, task), { Next: 'Beside' }),
      Beside: distributed('EXPRESS', rounds, { End: true }),
    });
    const given = { items: 10, otherItems: 1, loopRounds: 10, logBytesPerState: 1_000_000 };
    const { lines } = approach(price(definition, given), 'distributed-standard');
    // 2 s of 64 MB; three states, ten iterations, and nine rounds of Map and Choice more.
    expect(lines.find(({ item }) => item.startsWith('Children of Beside: duration'))?.quantity).toBeCloseTo(0.125, 9);
    const logs = lines.filter(({ item }) => item.endsWith(': logs')).map(({ quantity: n }) => n);
    expect(logs.reduce((sum, each) => sum + each, 0)).toBeCloseTo((3 + 10 + 18) / 1000, 9);
  });

  it.each([
    [
      'around the one that works on the items',
      'Again',
      again((next) => inline(machine({ Main: distributed('STANDARD', chain(1, task), { End: true }) }), next)),
    ],
    ['that works on the items', 'Again', again((next) => distributed('STANDARD', chain(1, task), next))],
    [
      'within it',
      'Again',
      machine({
        Main: distributed(
          'STANDARD',
          again((next) => inline(chain(1, task), next)),
          { End: true },
        ),
      }),
    ],
  ])('say that rounds of a Map %s are not counted', (_, name, definition) => {
    const { notes } = price(definition, { items: 10, loopRounds: 3 });
    expect(notes.join(' ')).toContain(`${name} is in a loop: the way through is priced once`);
    expect(notes.join(' ')).toContain('loopRounds: no Map of the definition asks for it');
  });

  it('say that rounds of a Map over a batch are counted', () => {
    const batched = distributed(
      'STANDARD',
      again((next) => inline(chain(1, task), next)),
      {
        ItemBatcher: { MaxItemsPerBatch: 5 },
        End: true,
      },
    );
    const definition = machine({ Main: distributed('STANDARD', chain(1, task), { Next: 'Beside' }), Beside: batched });
    const notes = price(definition, { items: 10, loopRounds: 3 }).notes.join(' ');
    expect(notes).toContain('Again is in a loop, and priced with 3 rounds');
    expect(notes).not.toContain('asks for it');
  });

  it('names loops that no Map is in, and Maps that nest deeper than two levels', () => {
    const polling = {
      StartAt: 'Main',
      States: {
        Main: distributed('STANDARD', chain(1, task), { Next: 'Poll' }),
        Poll: { Type: 'Wait', Seconds: 9, Next: 'Ready' },
        Ready: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Poll' }], Default: 'Done' },
        Done: { Type: 'Succeed' },
      },
    };
    expect(price(polling, { items: 10 }).notes.join(' ')).toMatch(/Poll is in a loop: the way through is priced once/);
    const deep = machine({
      A: distributed(
        'STANDARD',
        machine({
          B: distributed('STANDARD', machine({ C: distributed('STANDARD', chain(1, task), { End: true }) }), {
            End: true,
          }),
        }),
        { End: true },
      ),
    });
    expect(price(deep, { items: 10 }).notes.join(' ')).toMatch(/B runs within A in turn/);
  });
});

it('counts the items of a Map within a child or iteration that has no batch, once each unless it is said', () => {
  const states = machine({ A: pass({ Next: 'Each' }), Each: inline(chain(3, task), { End: true }) });
  const within = machine({ Main: distributed('STANDARD', states, { End: true }) });
  const count = (definition: object, id: ApproachId, given: Partial<Workload>): number =>
    transitions(price(definition, { items: 10, ...given }), id);
  expect(count(within, 'distributed-standard', {})).toBe(1 + 10 * (1 + 2 + 3));
  expect(count(within, 'distributed-standard', { innerItems: 5 })).toBe(1 + 10 * (1 + 2 + 15));
  const iterations = machine({ Main: inline(states, { End: true }) });
  expect(count(iterations, 'inline-standard', { innerItems: 5 })).toBe(1 + 10 * (2 + 15));
  expect(price(iterations, { items: 10 }).notes.join(' ')).toMatch(
    /Map within Main is taken to have 1 item each time: set/,
  );
  // A Map within a Map within a batch enters something, too.
  const deep = machine({ Each: inline(machine({ Deep: inline(chain(4, task), { End: true }) }), { End: true }) });
  const batched = machine({ Main: distributed('STANDARD', deep, { ItemBatcher: { MaxItemsPerBatch: 5 }, End: true }) });
  expect(count(batched, 'distributed-standard', {})).toBe(1 + 2 * 2 + 10 * (1 + 4));
});

it('charges requests to S3 that states make, and results that a ResultWriter puts there', () => {
  const s3 = (action: string, next: object): object => ({
    Type: 'Task',
    Resource: `arn:aws:states:::aws-sdk:s3:${action}`,
    ...next,
  });
  const child = machine({ Get: s3('getObject', { Next: 'Put' }), Put: s3('putObject', { End: true }) });
  const estimate = price(
    machine({
      List: s3('listObjectsV2', { Next: 'Main' }),
      Main: distributed('STANDARD', child, {
        ResultWriter: { WriterConfig: { Transformation: 'FLATTEN' } },
        Next: 'Delete',
      }),
      Delete: s3('deleteObject', { End: true }),
    }),
    { items: 10 },
  );
  const lines = approach(estimate, 'distributed-standard').lines.filter(({ service }) => service === 'Amazon S3');
  expect(lines.map(({ item, unit, quantity: n }) => [item, unit.slice(0, 3), n])).toEqual([
    ['Requests of states of the children', 'GET', 10],
    ['Requests of states of the children', 'PUT', 10],
    ['Requests of states outside the Maps', 'PUT', 1],
  ]);
});

it('says which fields change nothing, as no Map asks for them', () => {
  const { notes } = price(machine({ Main: distributed('STANDARD', chain(1, task), { End: true }) }), {
    items: 10,
    outerItems: 4,
    loopRounds: 2,
  });
  expect(notes.join(' ')).toMatch(/outerItems, loopRounds: no Map of the definition asks for them/);
});
