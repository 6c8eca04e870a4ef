import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../src/asl/parse.ts';
import type { Finding } from '../../../src/validation/finding.ts';
import { findFault } from '../../../src/validation/opinion-faults.ts';
import { plainValueOf } from '../../../src/validation/plain-value.ts';
import { askValidator, placeOpinions, type RawOpinion } from '../../../src/validation/second-opinion.ts';
import { validateDefinition } from '../../../src/validation/validate.ts';
import { machineOf } from './validate-text.ts';

const END = { End: true } as const;
const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:f';
const MAP = {
  Type: 'Map',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'W',
    States: { W: { Type: 'Pass', End: true } },
  },
  End: true,
};

function opinionsOn(states: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const definition = parseDefinition(machineOf(states, more), 'json');
  const value = plainValueOf(definition)!;
  const before = JSON.stringify(value);
  const answer = askValidator(validate, value);
  expect(JSON.stringify(value), 'it is asked about a copy').toBe(before);
  const ours = validateDefinition(definition);
  const raw: readonly RawOpinion[] = 'errors' in answer ? answer.errors : [];
  return { definition, answer, raw, ours, placed: placeOpinions(definition, answer, ours) };
}

describe('the second opinion', () => {
  it('is shown at its place, as its own, when it goes beyond ours', () => {
    const { placed, definition } = opinionsOn({
      A: { Type: 'Task', Resource: 'arn:aws:lambda:REGION:X:function:f', ...END },
    });
    expect(placed).toMatchObject([
      { code: 'SECOND_OPINION', severity: 'warning', pointer: '/States/A/Resource', source: 'asl-validator' },
    ]);
    expect(definition.text.slice(placed[0]!.start, placed[0]!.end)).toBe('"Resource"');
  });

  it('is not given twice', () => {
    const { raw, ours, placed } = opinionsOn({ A: { Type: 'Task', Resource: 'nonsense', Nxt: 'A', ...END } });
    expect([raw.length > 0, ours.length > 0, placed]).toEqual([true, true, []]);
  });

  it('that crashes is a line', () => {
    const { placed } = opinionsOn({ A: { Type: 'Pass', Result: { States: [null] }, ...END } });
    expect(placed).toMatchObject([{ code: 'NO_SECOND_OPINION', severity: 'info', source: 'asl-validator' }]);
    expect(placed[0]?.message).toMatch(/^asl-validator stopped at this definition: .+/);
    const thrown = askValidator(() => {
      throw new Error('first\nsecond');
    }, {});
    expect(thrown).toEqual({ crash: 'first' });
  });

  const JSONATA = { QueryLanguage: 'JSONata' };
  it.each<[string, Record<string, unknown>, Record<string, unknown>?]>([
    ['a payload key Next', { A: { Type: 'Pass', Result: { Next: 'nowhere' }, ...END } }],
    ['JSONata over lines', { A: { Type: 'Wait', Seconds: '{%\n 1 + 1\n%}', ...END } }, JSONATA],
    ['JSONata without blanks', { A: { Type: 'Pass', Output: '{%1%}', ...END } }, JSONATA],
    ['any value as Output', { A: { Type: 'Pass', Output: 5, ...END } }, JSONATA],
    [
      'a substituted partition',
      { A: { Type: 'Task', Resource: 'arn:${AWS::Partition}:lambda:us-east-1:123456789012:function:f', ...END } },
    ],
    ['an ARN of aws-iso', { A: { Type: 'Task', Resource: LAMBDA.replace('aws', 'aws-iso'), ...END } }],
    ['a fractional tolerance', { A: { ...MAP, ToleratedFailurePercentage: 0.5 } }],
    [
      'a WriterConfig alone',
      { A: { ...MAP, ResultWriter: { WriterConfig: { OutputType: 'JSONL', Transformation: 'NONE' } } } },
    ],
    ['a path that it does not know', { A: { Type: 'Pass', Parameters: { 'a.$': '$.[0]' }, ...END } }],
  ])('leaves out what it is known to get wrong: %s', (_, states, more) => {
    const { definition, raw, placed, answer } = opinionsOn(states, more);
    expect('crash' in answer).toBe(false);
    expect(raw.length, 'asl-validator still has this fault').toBeGreaterThan(0);
    for (const opinion of raw) expect(findFault(definition, opinion), opinion.Message).toBeDefined();
    expect(placed.filter(({ severity }: Finding) => severity !== 'info')).toEqual([]);
  });

  it('knows nothing of functions of CloudFormation, and is not heard on them', () => {
    const text =
      'StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: !GetAtt F.Arn\n    TimeoutSeconds: !Ref T\n    End: true\n';
    const definition = parseDefinition(text, 'yaml');
    expect(placeOpinions(definition, askValidator(validate, plainValueOf(definition)!), [])).toEqual([]);
  });
});
