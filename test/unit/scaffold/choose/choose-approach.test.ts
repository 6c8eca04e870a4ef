import { describe, expect, it } from 'vitest';
import { CURRENT_BOOK, builtInBook } from '../../../../src/cost/built-in-books.ts';
import { carryWorkload } from '../../../../src/scaffold/carry-workload.ts';
import { chooseApproach, type Choice } from '../../../../src/scaffold/choose/choose-approach.ts';
import { CHOOSE_QUESTIONS } from '../../../../src/scaffold/choose/choose-questions.ts';
import { findPattern } from '../../../../src/scaffold/patterns.ts';
import type { Answers } from '../../../../src/scaffold/question.ts';
import { scaffoldProject } from '../../../../src/scaffold/scaffold-project.ts';

function choose(answers: Answers): Choice {
  const prices = builtInBook(CURRENT_BOOK, 'us-east-1');
  if ('error' in prices) throw new Error(prices.error);
  const result = chooseApproach(answers, prices.book);
  if ('problems' in result) throw new Error(result.problems.join(' '));
  return result.choice;
}

it('asks five questions', () => expect(CHOOSE_QUESTIONS).toHaveLength(5));

describe('the recommendation', () => {
  it('is an inline Map for a hundred items, a distributed one for a million', () => {
    expect(choose({ items: 100 }).recommended).toMatch(/^inline/);
    expect(choose({ items: 1_000_000 }).recommended).toMatch(/^distributed/);
  });

  it('is a Standard workflow where no item may be worked on twice, or where it waits', () => {
    for (const answers of [{ repeat: 'never' }, { work: 'callback' }]) {
      const { recommended, comparison } = choose({ items: 500_000, ...answers });
      expect(recommended).toBe('distributed-standard');
      expect(comparison.approaches.filter(({ feasible }) => feasible).map(({ id }) => id)).toEqual([
        'distributed-standard',
      ]);
    }
    expect(choose({ items: 50, repeat: 'never' }).recommended).toBe('inline-standard');
  });

  it('is a pipeline of your own for millions of tasks often, where batches are not allowed and upkeep is', () => {
    const load = { items: 1_000_000, runsPerMonth: 30, repeat: 'item' };
    expect(choose(load).recommended).toBe('custom-pipeline');
    expect(choose({ ...load, priority: 'ease' }).recommended).toBe('distributed-express');
    expect(choose({ ...load, repeat: 'batch', priority: 'cost' }).recommended).toMatch(/^distributed/);
    expect(choose({ ...load, items: 5000, priority: 'cost' }).recommended).toMatch(/^distributed/);
  });

  it('comes with sentences that cite the figures, or with why there is none', () => {
    expect(choose({ items: 1_000_000 }).reasons.join('\n')).toMatch(/1,000,000 items[^]*\$[\d,.]+ a month/);
    const none = choose({ items: 1_000_000_000 });
    expect(none).toMatchObject({ recommended: undefined, preset: undefined });
    expect(none.reasons.join('\n')).toMatch(/100,000,000 of a Map Run/);
  });

  it('refuses wrong and unknown answers by name', () => {
    const prices = builtInBook(CURRENT_BOOK, 'us-east-1');
    if ('error' in prices) throw new Error(prices.error);
    const result = chooseApproach({ items: 'many', speed: 1 }, prices.book);
    expect('problems' in result ? result.problems.join(' ') : '').toMatch(/"items".*"speed"/);
  });
});

describe('what is scaffolded', () => {
  it.each([
    { items: 100 },
    { items: 100, repeat: 'never' },
    { items: 2_000_000, work: 'instant' },
    { items: 300_000, work: 'minutes' },
    { items: 300_000, work: 'callback' },
  ])('after %j is a project of the pattern, with the workload in its fanout.json', async (answers) => {
    const { preset, recommended } = choose(answers);
    expect(recommended?.startsWith(preset?.pattern.replace('-map', '') ?? '?')).toBe(true);
    const { files, problems } = await scaffoldProject(findPattern(preset!.pattern)!, preset!.answers);
    expect(problems).toEqual([]);
    const fanout = carryWorkload(files ?? [], preset!.workload).find(({ path }) => path === 'fanout.json');
    const { workload } = JSON.parse(String(fanout?.contents)) as { workload: Record<string, unknown> };
    expect(workload).toMatchObject({ ...preset!.workload, items: answers.items });
    // What the definition has is what was estimated.
    if (recommended?.startsWith('distributed')) {
      const definition = files?.find(({ path }) => path.startsWith('statemachine/'))?.contents;
      expect(definition).toContain(recommended === 'distributed-express' ? '"EXPRESS"' : '"STANDARD"');
      if (workload.itemsPerBatch !== 1)
        expect(definition).toContain(`"MaxItemsPerBatch": ${String(workload.itemsPerBatch)}`);
    }
  });

  it('is in batches that suit the work', () => {
    const batch = (work: string): unknown => choose({ items: 2_000_000, work }).preset?.workload.itemsPerBatch;
    expect([batch('minutes'), batch('callback')]).toEqual([1, 1]);
    expect(batch('instant')).toBeGreaterThan(50);
  });
});
