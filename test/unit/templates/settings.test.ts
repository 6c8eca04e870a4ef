import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../templates/custom-pipeline/functions/settings.ts';

const ENVIRONMENT = { INPUT_FORMAT: 'csv', COUNTER_SHARDS: '32', OUTPUT_PREFIX: 'output/' };

describe('the settings of a deployed pipeline', () => {
  it('are those of the environment', () => {
    expect(readSettings(ENVIRONMENT)).toEqual({ format: 'csv', shards: 32, outputPrefix: 'output/' });
    expect(readSettings({ ...ENVIRONMENT, INPUT_FORMAT: 'jsonl' }).format).toBe('jsonl');
    expect(readSettings({ ...ENVIRONMENT, COUNTER_SHARDS: '100' }).shards).toBe(100);
  });

  it.each([
    ['INPUT_FORMAT', 'parquet', 'INPUT_FORMAT is "parquet"'],
    ['INPUT_FORMAT', 'CSV', 'INPUT_FORMAT is "CSV"'],
    ['COUNTER_SHARDS', 'many', 'COUNTER_SHARDS is "many"'],
    ['COUNTER_SHARDS', '0', 'COUNTER_SHARDS is "0"'],
    ['COUNTER_SHARDS', '101', 'COUNTER_SHARDS is "101"'],
    ['COUNTER_SHARDS', '2.5', 'COUNTER_SHARDS is "2.5"'],
    ['OUTPUT_PREFIX', undefined, 'The environment lacks OUTPUT_PREFIX'],
  ])('are refused by name where %s is %s', (name, value, message) => {
    expect(() => readSettings({ ...ENVIRONMENT, [name]: value })).toThrow(message);
  });
});
