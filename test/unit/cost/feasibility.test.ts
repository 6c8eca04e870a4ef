import { describe, expect, it } from 'vitest';
import type { ApproachId } from '../../../src/cost/approach-ids.ts';
import { NO_DEFINITION, type DefinitionFacts } from '../../../src/cost/definition-facts.ts';
import { findLacks, findObstacles } from '../../../src/cost/feasibility.ts';
import type { Workload } from '../../../src/cost/workload-fields.ts';
import { estimateCost } from '../../../src/cost/estimate.ts';
import { bookOf, scenarioOf, workloadOf } from './estimates.ts';

const why = (id: ApproachId, given: Partial<Workload>, facts: Partial<DefinitionFacts> = {}): string => {
  const { workload, assumptions } = workloadOf({ itemBytes: 10, resultBytes: 10, ...given });
  const concurrencyAsked = assumptions.some(({ field, from }) => field === 'concurrency' && from === 'given');
  return findObstacles(id, workload, {
    facts: { ...NO_DEFINITION, ...facts },
    region: 'us-east-1',
    concurrencyAsked,
  }).join(' ');
};

describe('what rules an approach out', () => {
  const cases: readonly [ApproachId, Partial<Workload>, RegExp, Partial<Workload>][] = [
    ['inline-standard', { items: 256, itemBytes: 1024 }, /256 KiB of a state's input/, { items: 255, itemBytes: 1024 }],
    ['inline-express', { items: 256, resultBytes: 1024 }, /256 KiB of a state's output/, { items: 255 }],
    // One step that calls Lambda: seven events an iteration, so 3,570 fill a history of 25,000.
    ['inline-standard', { items: 3571 }, /3,571 iterations write about 25,007 events/, { items: 3570 }],
    ['inline-standard', { items: 2083, statesPerChild: 2 }, /25,000/, { items: 2082, statesPerChild: 2 }],
    ['inline-express', { items: 40, taskMilliseconds: 300_001 }, /300 s/, { items: 40, taskMilliseconds: 300_000 }],
    [
      'inline-standard',
      { items: 41, concurrency: 41 },
      /on 40 at once at most, and 41 were asked/,
      { items: 40, concurrency: 41 },
    ],
    [
      'distributed-express',
      { items: 1e5, concurrency: 10_001 },
      /on 10,000 at once at most/,
      { items: 1e5, concurrency: 10_000 },
    ],
    [
      'custom-pipeline',
      { items: 1e5, concurrency: 1251 },
      /on 1,250 at once at most/,
      { items: 1e5, concurrency: 1250 },
    ],
    ['distributed-standard', { items: 100_000_001 }, /100,000,000 of a Map Run/, { items: 100_000_000 }],
    [
      'distributed-standard',
      { items: 1000, itemsPerBatch: 256, itemBytes: 1024 },
      /child's input/,
      { items: 1000, itemsPerBatch: 255, itemBytes: 1024 },
    ],
    [
      'distributed-standard',
      { items: 1000, itemsPerBatch: 256, resultBytes: 1024 },
      /child's output/,
      { items: 1000, itemsPerBatch: 255, resultBytes: 1024 },
    ],
    [
      'distributed-express',
      { items: 9, taskMilliseconds: 300_100 },
      /A child takes about 300 s/,
      { items: 9, taskMilliseconds: 300_000 },
    ],
    [
      'distributed-standard',
      { items: 1000, itemsPerBatch: 1000, statesPerItem: 4 },
      /A child writes about 28,007 events/,
      { items: 1000, itemsPerBatch: 1000, statesPerItem: 3 },
    ],
    [
      'distributed-standard',
      { items: 100, itemsPerBatch: 100, taskMilliseconds: 9001 },
      /900 s; a Lambda function ends/,
      { items: 100, itemsPerBatch: 100, taskMilliseconds: 9000 },
    ],
    ['custom-pipeline', { items: 1, itemBytes: 245_761 }, /240 KiB/, { items: 1, itemBytes: 245_760 }],
    [
      'custom-pipeline',
      { items: 100, sqsBatchSize: 100, itemBytes: 65_536 },
      /6 MB/,
      { items: 100, sqsBatchSize: 96, itemBytes: 65_536 },
    ],
    ['custom-pipeline', { items: 1, resultBytes: 409_601 }, /400 KB/, { items: 1, resultBytes: 409_600 }],
    [
      'custom-pipeline',
      { items: 20_000_000, resultBytes: 1000 },
      /reducer reads .* 900 s/,
      { items: 18_000_000, resultBytes: 1000 },
    ],
    [
      'distributed-express',
      { items: 1_000_000, deadlineSeconds: 60 },
      /may take 60 s/,
      { items: 1_000_000, deadlineSeconds: 600 },
    ],
  ];
  it.each(cases)('%s: %j', (id, given, message, fitting) => {
    expect(why(id, given)).toMatch(message);
    expect(why(id, fitting)).toBe('');
  });

  it('is less concurrency than was asked for, not than a default', () => {
    expect(why('inline-standard', { items: 1000 })).toBe('');
    expect(why('inline-standard', { items: 1000, concurrency: 1000 })).toMatch(/40 at once/);
  });

  it('is a batch that outlasts a function, however many states a child has', () => {
    const given = { items: 100, itemsPerBatch: 100, statesPerChild: 5, taskMilliseconds: 10_000 };
    expect(why('distributed-standard', given)).toMatch(/1,000 s; a Lambda function ends after 900 s/);
    expect(why('distributed-standard', { ...given, lambdaCallsPerChild: 0 })).toBe('');
  });

  it('is what the definition says', () => {
    expect(why('distributed-express', { items: 5 }, { standardOnly: 'Wait' })).toMatch(/^Wait waits for a callback/);
    expect(why('distributed-standard', { items: 5 }, { standardOnly: 'Wait' })).toBe('');
    expect(why('inline-standard', { items: 4000 }, { eventsPerChild: 4 })).toBe('');
  });
});

describe('what a definition lacks', () => {
  const lacks = (id: ApproachId, given: Partial<Workload>, facts: Partial<DefinitionFacts>): string => {
    const { workload } = workloadOf({ itemBytes: 10, resultBytes: 10, ...given });
    return findLacks(id, workload, { ...NO_DEFINITION, ...facts }).join(' ');
  };

  it('is a reader or a writer, and only where the workload needs one', () => {
    expect(lacks('distributed-standard', { items: 30_000 }, { reader: 'input' })).toMatch(/needs an ItemReader/);
    expect(lacks('distributed-standard', { items: 30_000 }, { writer: false })).toMatch(/needs a ResultWriter/);
    expect(lacks('distributed-standard', { items: 3 }, { reader: 'input', writer: false })).toBe('');
    expect(lacks('inline-standard', { items: 30_000 }, { reader: 'input', writer: false })).toBe('');
    expect(why('distributed-standard', { items: 30_000 }, { reader: 'input', writer: false })).toBe('');
  });

  it('is no reason to build a pipeline: what is recommended is the Map, with what it needs', () => {
    const { workload, assumptions } = workloadOf({ items: 100_000 });
    const definition = {
      facts: { ...NO_DEFINITION, mapPointer: '/States/M', reader: 'object' as const, writer: false },
      values: {},
      approach: 'distributed-express' as const,
      remarks: [],
    };
    const estimate = estimateCost(workload, assumptions, bookOf('2026-09'), definition);
    const chosen = estimate.approaches.find(({ id }) => id === estimate.recommended);
    expect(chosen?.id).toBe('distributed-express');
    expect(chosen?.feasible).toBe(false);
    expect(chosen?.reasons[0]).toMatch(/^100,000 results .*: the Map needs a ResultWriter\.$/);
    expect(chosen?.reasons.join(' ')).not.toMatch(/no other approach/);
    // With what it needs, it is priced.
    expect(chosen?.lines.map(({ item }) => item).join()).toMatch(/result/i);
  });
});

describe('the time of a run', () => {
  const time = (id: ApproachId, given: Partial<Workload>, region?: string) => {
    const { time: of, workload } = scenarioOf(given, region);
    return of(id, workload);
  };

  it('is bound by the 40 of an inline Map', () => {
    expect(time('inline-standard', { items: 400, taskMilliseconds: 1000 })).toEqual({
      seconds: 10,
      most: 10,
      bound: '40 items are worked on at once.',
    });
  });

  it("is bound by a region's state transitions, for Standard children", () => {
    const given = { items: 1_000_000, taskMilliseconds: 1, statesPerChild: 1 };
    expect(time('distributed-standard', given)).toMatchObject({
      seconds: 7 + 400,
      bound: 'Standard workflows make 5,000 state transitions a second in us-east-1.',
    });
    expect(time('distributed-standard', given, 'eu-central-1').seconds).toBe(7 + 2500);
  });

  it('is a range, since AWS does not say whether starts of children have a quota', () => {
    const { seconds, most } = time('distributed-standard', { items: 301_300, itemsPerBatch: 1, taskMilliseconds: 1 });
    expect([seconds, most]).toEqual([7 + (301_300 * 2) / 5000, 10 + 1000]);
    const express = time('distributed-express', { items: 301_300, taskMilliseconds: 1 });
    expect(express.most - express.seconds).toBe(3);
  });

  it("is bound by the account's functions, by what was asked, or by one child", () => {
    expect(time('distributed-express', { items: 1_000_000, concurrency: 5000 }).bound).toMatch(
      /account's 1,000 invocations at once/,
    );
    expect(time('distributed-express', { items: 1_000_000, concurrency: 5000, lambdaCallsPerChild: 0 }).bound).toMatch(
      /^5,000 child executions/,
    );
    expect(time('distributed-express', { items: 100, itemsPerBatch: 50 }).bound).toMatch(/All 2 children/);
    expect(time('distributed-express', { items: 1 }).bound).toMatch(/Map Run takes some seconds/);
  });

  it('grows with the workers of a queue', () => {
    expect(time('custom-pipeline', { items: 50_000, taskMilliseconds: 1000, resultBytes: 0 }).bound).toMatch(
      /300 invocations a minute/,
    );
    const few = time('custom-pipeline', { items: 1000, taskMilliseconds: 1000, concurrency: 5, resultBytes: 0 });
    expect(few).toMatchObject({ seconds: 202, most: 260, bound: '5 invocations of the worker run at once.' });
  });
});
