import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../../src/language/hover.ts';
import { code } from '../../../src/language/markdown.ts';
import { DISTRIBUTED, readMarked } from './support.ts';

function hover(marked: string): { on: string; says: string } | undefined {
  const { definition, offset } = readMarked(marked, 'json');
  const found = hoverAt(definition, offset);
  return found && { on: definition.text.slice(found.range.start, found.range.end), says: found.markdown };
}

const jsonata = (fields: string): string =>
  `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Task","Assign":{"x":1},${fields},"End":true}}}`;

describe('a hover', () => {
  it('on a field says what it means, its limits and where that is written', () => {
    expect(hover(DISTRIBUTED.replace('"InputType"', '"Input¦Type"'))).toEqual({
      on: '"InputType"',
      says: expect.stringMatching(
        /What the file is.*`CSV`, `JSON`.*\(https:\/\/docs\.aws\.amazon\.com\/.*itemreader/s,
      ) as string,
    });
    const limits = hover(DISTRIBUTED.replace('"Next": "Done"', '"Max¦Concurrency": 5'))?.says;
    expect(limits).toMatch(/0 or more · default `0` · in JSONata also/);
    expect(hover(DISTRIBUTED.replace('"Next": "Done"', '"La¦bel": "x"'))?.says).toMatch(
      /at most 40 characters · DISTRIBUTED Maps only/,
    );
  });

  it('on a state says its type and what leads to it', () => {
    expect(hover(DISTRIBUTED.replace('"Next": "Done"', '"Next": "Do¦ne"'))).toEqual({
      on: '"Done"',
      says: expect.stringMatching(/\*\*Succeed\*\* `Done`.*From `Fan out`/s) as string,
    });
    expect(hover(DISTRIBUTED.replace('"Fan out": {', '"Fan¦ out": {'))?.says).toMatch(/From StartAt.*To `Done`/s);
  });

  it('on functions says how they are called', () => {
    expect(hover(jsonata(`"Output":"{% $rou¦nd(1.5) %}"`))).toEqual({
      on: '$round',
      says: expect.stringContaining('`$round(number, precision?)`') as string,
    });
    const path = DISTRIBUTED.replace(
      '"Type": "Pass"',
      `"Type": "Pass", "Parameters": {"a.$": "States.Ha¦sh($.x, 'MD5')"}`,
    );
    expect(hover(path)).toEqual({ on: 'States.Hash', says: expect.stringContaining('SHA-256') as string });
  });

  it('on variables, $states and the Context object says what they are', () => {
    expect(hover(jsonata('"Output":"{% $¦x %}"'))).toEqual({
      on: '$x',
      says: expect.stringMatching(/Assigned in `A`; read once/) as string,
    });
    expect(hover(jsonata('"Output":"{% $states.re¦sult %}"'))).toEqual({
      on: 'result',
      says: expect.stringContaining('`$states.result`') as string,
    });
    expect(hover(jsonata('"Output":"{% $states.context.Execution.I¦d %}"'))?.says).toContain('ARN of the execution');
    const path = DISTRIBUTED.replace('"Type": "Pass"', () => '"Type": "Pass", "InputPath": "$$.Execution.Na¦me"');
    expect(hover(path)).toEqual({ on: 'Name', says: expect.stringContaining('Name of the execution') as string });
  });

  it('on an error says what it means', () => {
    const text = DISTRIBUTED.replace(
      '"Next": "Done"',
      '"Retry": [{ "ErrorEquals": ["States.Time¦out"] }], "Next": "Done"',
    );
    expect(hover(text)).toEqual({ on: '"States.Timeout"', says: expect.stringContaining('TimeoutSeconds') as string });
  });

  it('says nothing of the user’s own data, and shows it as it stands', () => {
    expect(hover(DISTRIBUTED.replace('"Key": "k"', '"Ke¦y": "k"'))).toBeUndefined();
    expect(code('a`b')).toBe('``a`b``');
    expect(hover(DISTRIBUTED.replaceAll('Done', '[x](command:evil)').replace('"[x]', '"[¦x]'))?.says).not.toMatch(
      /(?<!`)\[x\]\(command/,
    );
  });
});
