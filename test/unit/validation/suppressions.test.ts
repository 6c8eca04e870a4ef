import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/asl/edits.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import type { TextFormat } from '../../../src/asl/syntax.ts';
import { checkDefinition, type CheckOptions } from '../../../src/validation/check-definition.ts';
import type { Finding } from '../../../src/validation/finding.ts';
import { planSuppression } from '../../../src/validation/plan-suppression.ts';
import { machineOf } from './validate-text.ts';

const check = (text: string, format: TextFormat, options?: CheckOptions): Finding[] =>
  checkDefinition(parseDefinition(text, format), options);
const codesOf = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code);

/** A reserved error name that does not exist: a warning on its third last line. */
const yaml = (comment = '', code = '"States.Nonsense"'): string =>
  `StartAt: A\nStates:\n  A:\n    Type: Parallel\n    End: true\n    Branches: [{StartAt: B, States: {B: {Type: Succeed}}}]\n    Catch:\n      - ErrorEquals: [${code}]${comment}\n        Next: C\n  C:\n    Type: Succeed\n`;
const json = (comment?: string, inner?: string): string =>
  machineOf({
    A: {
      Type: 'Parallel',
      ...(comment === undefined ? {} : { Comment: comment }),
      Branches: [
        { StartAt: 'B', States: { B: { Type: 'Succeed', ...(inner === undefined ? {} : { Comment: inner }) } } },
      ],
      Catch: [{ ErrorEquals: ['States.Nonsense'], Next: 'C' }],
      End: true,
    },
    C: { Type: 'Succeed' },
  });

describe('a suppression', () => {
  it('is needed in these texts', () => {
    expect(codesOf(check(yaml(), 'yaml'))).toEqual(['UNKNOWN_ERROR_NAME']);
    expect(codesOf(check(json(), 'json'))).toEqual(['UNKNOWN_ERROR_NAME']);
  });

  it('takes a finding out by a comment on its line', () => {
    expect(check(yaml(' # fanout-disable-line UNKNOWN_ERROR_NAME: it is coming'), 'yaml')).toEqual([]);
    const above = `# fanout-disable-line UNKNOWN_ERROR_NAME: not on its line\n${yaml()}`;
    expect(codesOf(check(above, 'yaml'))).toEqual(['UNUSED_SUPPRESSION', 'UNKNOWN_ERROR_NAME']);
  });

  it('takes a finding out by the Comment of its own state', () => {
    expect(check(json('Why. fanout-disable UNKNOWN_ERROR_NAME: it is coming'), 'json')).toEqual([]);
    expect(codesOf(check(json(undefined, 'fanout-disable UNKNOWN_ERROR_NAME: not here'), 'json'))).toEqual([
      'UNUSED_SUPPRESSION',
      'UNKNOWN_ERROR_NAME',
    ]);
    const both = 'fanout-disable MISSING_END_STATE: x; fanout-disable UNKNOWN_ERROR_NAME: y';
    expect(codesOf(check(json(both), 'json'))).toEqual(['UNUSED_SUPPRESSION']);
  });

  it.each([' # fanout-disable-line UNKNOWN_ERROR_NAME', ' # fanout-disable-line UNKNOWN_ERROR_NAME:  '])(
    'has no effect without a reason: %j',
    (comment) => {
      const findings = check(yaml(comment), 'yaml');
      expect(codesOf(findings)).toEqual(['UNKNOWN_ERROR_NAME', 'INVALID_SUPPRESSION']);
      expect(findings[1]?.message).toContain('Say why');
    },
  );

  it('of a code that there is not is a finding, and mended', () => {
    const text = yaml(' # fanout-disable-line UNKNOWN_ERROR_NAM: why');
    const finding = check(text, 'yaml').find(({ code }) => code === 'INVALID_SUPPRESSION');
    expect(finding?.message).toBe('There is no finding UNKNOWN_ERROR_NAM.');
    expect(check(applyEdits(text, finding?.fixes[0]?.edits ?? []), 'yaml')).toEqual([]);
  });

  it('of two codes says that it takes one', () => {
    const findings = check(yaml(' # fanout-disable-line UNKNOWN_ERROR_NAME, NO_PATH: why'), 'yaml');
    expect(findings.find(({ code }) => code === 'INVALID_SUPPRESSION')?.message).toContain('names one code');
  });

  it('that suppresses nothing is a finding, and is removed', () => {
    const text = yaml(' # fanout-disable-line UNKNOWN_ERROR_NAME: why', 'States.Timeout');
    const [finding] = check(text, 'yaml');
    expect(finding).toMatchObject({ code: 'UNUSED_SUPPRESSION', severity: 'info' });
    expect(applyEdits(text, finding?.fixes[0]?.edits ?? [])).toBe(yaml('', 'States.Timeout'));
  });

  it('in a string is no comment', () => {
    const text = yaml().replace('StartAt: A', 'Comment: "x # fanout-disable-line UNKNOWN_ERROR_NAME: y"\nStartAt: A');
    expect(codesOf(check(text, 'yaml'))).toEqual(['UNKNOWN_ERROR_NAME']);
  });

  it('cannot make an error out of sight that keeps the text from being read', () => {
    const text = `{ // fanout-disable-line INVALID_JSON_DESCRIPTION: no\n${json('fanout-disable INVALID_JSON_DESCRIPTION: I like comments').slice(1)}`;
    expect(codesOf(check(text, 'json', { ignored: ['INVALID_JSON_DESCRIPTION'] }))).toEqual([
      'INVALID_JSON_DESCRIPTION',
      'INVALID_SUPPRESSION',
      'UNKNOWN_ERROR_NAME',
    ]);
  });

  it('is not needed for a code that is ignored', () => {
    expect(check(json(), 'json', { ignored: ['UNKNOWN_ERROR_NAME'] })).toEqual([]);
  });
});

describe('the quick fix', () => {
  const BLOCK =
    'StartAt: A\nStates:\n  A:\n    Type: Pass\n    Output: |\n      {% $nothing %}\n    QueryLanguage: JSONata\n    End: true\n';

  it.each([
    ['a line of YAML', yaml(), 'yaml'],
    ['a line of YAML with CRLF and a comment', yaml(' # old').replaceAll('\n', '\r\n'), 'yaml'],
    ['a state of JSON', json(), 'json'],
    ['a state of JSON with a Comment', json('It is "so"'), 'json'],
    ['a block scalar, where no comment can stand', BLOCK, 'yaml'],
    [
      'flow style on one line',
      'StartAt: A\nStates: {A: {Type: Task, Resource: "arn:aws:states:::nothing:do", End: true}}',
      'yaml',
    ],
  ] as const)('leaves nothing of a finding but its reason: %s', (_, text, format) => {
    const definition = parseDefinition(text, format);
    const [finding] = checkDefinition(definition);
    expect(finding).toBeDefined();
    const plan = planSuppression(definition, finding!, 'because; it #is\nso');
    const edits = 'edits' in plan ? plan.edits : [];
    const changed = applyEdits(text, edits);
    expect(changed).toContain(`${finding!.code}: because it is so`);
    expect(codesOf(check(changed, format))).not.toContain(finding!.code);
    expect(codesOf(check(changed, format))).not.toContain('UNUSED_SUPPRESSION');
  });

  it('refuses to be without a reason', () => {
    const definition = parseDefinition(json(), 'json');
    const [finding] = checkDefinition(definition);
    expect(planSuppression(definition, finding!, ' ')).toEqual({ refused: 'A suppression needs a reason.' });
  });
});
