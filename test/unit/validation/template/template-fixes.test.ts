import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../src/asl/edits.ts';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { parseSyntax } from '../../../../src/asl/parse.ts';
import type { TextEdit, TextFormat } from '../../../../src/asl/syntax.ts';
import { toJson } from '../../../../src/asl/values.ts';
import type { Finding } from '../../../../src/validation/finding.ts';
import { messUp } from '../../../tools/mess-maker.ts';
import { checkText } from './check-text.ts';
import { FAULTY_TEMPLATES } from './faulty-templates.ts';

const isSame = (a: Finding, b: Finding): boolean => a.code === b.code && a.pointer === b.pointer;

/** What the edits replace: most of a fix adds. */
const replaced = (edits: readonly TextEdit[]): number => edits.reduce((sum, { start, end }) => sum + end - start, 0);

const commentsIn = (text: string): number => text.split(/about the next|about this|The whole of it/).length;

describe.each<TextFormat>(['json', 'yaml'])('a fix in messy %s', (format) => {
  it.each(Object.entries(FAULTY_TEMPLATES))('of %s mends it and leaves the rest', (_name, template) => {
    let offered = 0;
    let refused = 0;
    for (let seed = 0; seed < 10; seed++) {
      const text = messUp(template as JsonValue, format, seed);
      const findings = checkText(text, format);
      expect(findings.length, text).toBeGreaterThan(0);
      for (const finding of findings)
        for (const { title, edits } of finding.fixes) {
          offered++;
          // What an alias repeats is not changed for the sake of one place.
          if (edits.length === 0) {
            refused++;
            expect(format, text).toBe('yaml');
            continue;
          }
          const after = applyEdits(text, edits);
          const what = `${title}\n${text}\n→\n${after}`;
          const left = checkText(after, format);
          expect(
            left.filter((each) => isSame(each, finding)),
            what,
          ).toEqual([]);
          const news = left.filter((each) => !findings.some((before) => isSame(before, each)));
          expect(news, what).toEqual([]);
          expect(replaced(edits), what).toBeLessThan(text.length / 4);
          // A line that goes takes what is said of it along.
          if (!title.startsWith('Remove')) expect(commentsIn(after), what).toBe(commentsIn(text));
          expect(parseSyntax(after, format).problems, what).toEqual(parseSyntax(text, format).problems);
        }
    }
    expect(offered).toBeGreaterThan(9);
    expect(refused / offered).toBeLessThan(0.5);
  });
});

it.each(Object.entries(FAULTY_TEMPLATES))('all fixes of %s in turn leave nothing to say', (_name, template) => {
  let text = JSON.stringify(template, undefined, 2);
  for (let round = 0; round < 9; round++) {
    const fix = checkText(text, 'json').flatMap(({ fixes }) => fixes)[0];
    if (!fix) break;
    text = applyEdits(text, fix.edits);
  }
  expect(checkText(text, 'json')).toEqual([]);
});

describe('a fix', () => {
  it('changes the Default of the parameter that gives the value', () => {
    const text = `Parameters:
  Hidden: { Type: Number, Default: 30 } # s
Resources:
  Q: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: !Ref Hidden, RedriveAllowPolicy: {} } }
  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt Q.Arn, FunctionName: !Ref F, BatchSize: 1 } }
  F: { Type: AWS::Lambda::Function, Properties: { Timeout: 10 } }
`;
    const fix = checkText(text)[0]?.fixes[0];
    expect(applyEdits(text, fix?.edits ?? [])).toBe(text.replace('Default: 30', 'Default: 60'));
    const limited = text.replace('Default: 30', 'MaxValue: 40, Default: 30');
    expect(checkText(limited)).toMatchObject([{ code: 'SHORT_VISIBILITY_TIMEOUT', fixes: [] }]);
  });

  it('takes names that are free', () => {
    const text = `Resources:
  TasksDeadLetters: { Type: AWS::SNS::Topic }
  Tasks: { Type: AWS::SQS::Queue }
  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt Tasks.Arn, FunctionName: f, BatchSize: 1 } }
`;
    const edits = checkText(text)[0]?.fixes[0]?.edits ?? [];
    const { root } = parseSyntax(applyEdits(text, edits), 'yaml');
    expect(root && toJson(root)).toMatchObject({
      Resources: {
        TasksDeadLetters: { Type: 'AWS::SNS::Topic' },
        TasksDeadLetters2: { Type: 'AWS::SQS::Queue' },
        Tasks: {
          Properties: {
            RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['TasksDeadLetters2', 'Arn'] }, maxReceiveCount: 5 },
          },
        },
      },
    });
  });

  it('is not offered where a part of it could not be done', () => {
    const stream = (role: string): readonly unknown[] =>
      checkText(
        `Resources:\n  F: { Type: AWS::Serverless::Function, Properties: { ${role}Events: { E: { Type: Kinesis, Properties: { Stream: x, BatchSize: 1, MaximumRetryAttempts: 1 } } } } }\n`,
      )[0]?.fixes ?? [];
    expect(stream('')).toHaveLength(1);
    expect(stream('Role: !ImportValue role, ')).toEqual([]);
  });
});
