import { describe, expect, it } from 'vitest';
import { findFault } from './model-check.ts';
import { SABOTAGES } from './sabotages.ts';

/** FANOUT_PIPELINE_SEED=N checks other schedules, from that one on. */
const FIRST = Number(process.env.FANOUT_PIPELINE_SEED ?? 0);
const PARTS = 8;
const SCHEDULES = 1250;

describe('the custom pipeline', () => {
  it.each(Array.from({ length: PARTS }, (_, part) => FIRST + part * SCHEDULES))(
    'gives the right output, once, whatever goes wrong: schedules from %i',
    async (first) => {
      expect(await findFault(first, SCHEDULES)).toBeUndefined();
    },
  );
});

describe('the check catches', () => {
  it.each(Object.entries(SABOTAGES))('%s', async (_, sabotage) => {
    expect(await findFault(7000, 3000, sabotage)).toBeDefined();
  });
});
