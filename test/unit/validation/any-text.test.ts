import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextFormat } from '../../../src/asl/syntax.ts';
import { distributedMap, machineOf, validateText } from './validate-text.ts';

const MACHINE = machineOf({
  M: distributedMap({ Retry: [{ ErrorEquals: ['States.ALL'], MaxDelaySeconds: 3 }], Next: 'C', End: undefined }),
  C: { Type: 'Choice', Choices: [{ Not: { Variable: '$.a', IsPresent: true }, Next: 'T' }], Default: 'W' },
  T: {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Parameters: { 'Q.$': '$.q' },
    Next: 'W',
  },
  W: { Type: 'Wait', Seconds: 5, QueryLanguage: 'JSONata', Output: '{% $states.input %}', End: true },
});

function expectSound(text: string, format: TextFormat): void {
  for (const { start, end, message, fixes } of validateText(text, format, { type: 'EXPRESS' })) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
    expect(message).not.toMatch(/undefined|\[object|\n/);
    for (const { edits } of fixes) expect(edits.every((edit) => edit.end <= text.length)).toBe(true);
  }
}

/** Values of any kind where the language expects others. */
const misplaced = fc.constantFrom(
  'null',
  '1',
  '-1.5',
  '"x"',
  '"{% $"',
  '[]',
  '{}',
  'true',
  '["a"]',
  '{"a.$": "$"}',
  '',
);

describe('any text', () => {
  it.each(['json', 'yaml'] as const)('is looked at without harm in %s', (format) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expectSound(text, format);
      }),
      { numRuns: 200 },
    );
  });

  it('may be cut anywhere', () => {
    for (let end = 0; end <= MACHINE.length; end += 7) expectSound(MACHINE.slice(0, end), 'json');
    for (let end = 0; end <= MACHINE.length; end += 97) expectSound(MACHINE.slice(0, end), 'yaml');
  });

  it('may hold any value at any key', () => {
    const places = [...MACHINE.matchAll(/: ("[^"]*"|\d+|true|\[|\{)/g)].map(({ index, 0: found }) => ({
      start: index + 2,
      end: index + found.length,
    }));
    fc.assert(
      fc.property(fc.constantFrom(...places), misplaced, ({ start, end }, value) => {
        expectSound(MACHINE.slice(0, start) + value + MACHINE.slice(end), 'json');
      }),
      { numRuns: 300 },
    );
  });
});
