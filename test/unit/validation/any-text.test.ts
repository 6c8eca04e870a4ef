import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextFormat } from '../../../src/asl/syntax.ts';
import type { JsonValue } from '../../../src/asl/json.ts';
import { printDefinition } from '../../../src/asl/print.ts';
import { messUp } from '../../tools/mess-maker.ts';
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

const YAML = printDefinition(JSON.parse(MACHINE) as JsonValue, 'yaml');
const TEXTS = { json: MACHINE, yaml: YAML } as const;

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
  const deep = 20_000;

  it.each(['json', 'yaml'] as const)('is looked at without harm in %s', (format) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expectSound(text, format);
      }),
      { numRuns: 200 },
    );
  });

  it('may be cut anywhere', () => {
    for (let end = 0; end <= MACHINE.length; end += 3) expectSound(MACHINE.slice(0, end), 'json');
    for (let end = 0; end <= YAML.length; end += 29) expectSound(YAML.slice(0, end), 'yaml');
    for (let end = 0; end <= MACHINE.length; end += 97) expectSound(MACHINE.slice(0, end), 'yaml');
  });

  it.each(['json', 'yaml'] as const)('may be bytes that are no UTF-8, in %s', (format) => {
    const bytes = new TextEncoder().encode(TEXTS[format]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 }),
        (changes) => {
          const broken = bytes.slice();
          for (const [at, byte] of changes) broken[at] = byte;
          expectSound(new TextDecoder().decode(broken), format);
        },
      ),
      { numRuns: format === 'json' ? 300 : 60 },
    );
  });

  it.each(['json', 'yaml'] as const)('may have pieces moved, doubled and cut out, in messy %s', (format) => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(80)), { minLength: 2, maxLength: 6 }),
        (seed, cuts) => {
          let text = messUp(JSON.parse(MACHINE) as JsonValue, format, seed, { jsonComments: true });
          cuts.forEach(([share, length], index) => {
            const at = Math.floor(share * text.length);
            const piece = text.slice(at, at + length);
            if (index % 2 === 0) text = text.slice(0, at) + text.slice(at + length);
            else text = text.slice(0, at) + piece + text.slice(at);
          });
          expectSound(text, format);
        },
      ),
      { numRuns: format === 'json' ? 200 : 60 },
    );
  });

  it('ends soon for what is nested or repeated without end', () => {
    for (const text of ['['.repeat(deep), '{"a":'.repeat(deep), '{"States":{"A":'.repeat(deep), '"'.repeat(deep)])
      expectSound(text, 'json');
    for (const text of [
      '['.repeat(deep),
      '- '.repeat(deep),
      '{a: '.repeat(300),
      '&a *a '.repeat(300),
      '? '.repeat(2000),
    ])
      expectSound(text, 'yaml');
    const chain = Array.from({ length: 3000 }, (_, at) => [
      `S${at}`,
      { Type: 'Wait', Seconds: 1, Next: `S${(at + 1) % 3000}`, Assign: { [`v${at}`]: 1 } },
    ]);
    expectSound(machineOf(Object.fromEntries(chain) as Record<string, unknown>), 'json');
    for (const path of [`$[?(${'('.repeat(deep)}`, `$[?(${'!'.repeat(deep)}`, `$[?(@.a in ${'['.repeat(deep)}`])
      expectSound(machineOf({ A: { Type: 'Pass', Parameters: { 'a.$': path }, End: true } }), 'json');
  });

  it('ends soon where all is mistyped', () => {
    const keys = Array.from({ length: deep }, (_, at) => [`Parameter number ${at}`, at]);
    expect(validateText(machineOf({ A: { Type: 'Pass', End: true, ...Object.fromEntries(keys) } }))).toHaveLength(deep);
    const states = Array.from({ length: 3000 }, (_, at) => [
      `The state ${at}`,
      { Type: 'Pass', Next: `Teh state ${at}` },
    ]);
    const findings = validateText(machineOf(Object.fromEntries(states) as Record<string, unknown>));
    expect(findings.filter(({ message }) => message.startsWith("Missing 'Next' target"))).toHaveLength(3000);
    expect(findings.some(({ fixes }) => fixes.length > 0)).toBe(true);
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
