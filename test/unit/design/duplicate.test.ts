import { describe, expect, it } from 'vitest';
import { perform } from './perform.ts';

const CHAIN = `{
  "StartAt": "A",
  "States": {
    "A": { "Type": "Task",  "Resource": "r", /* ours */ "Catch": [{ "ErrorEquals": ["X"], "Next": "H" }], "Next": "B" },
    "B": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "A" }], "Default": "C" },
    "C": { "Type": "Map", "ItemProcessor": { "StartAt": "W", "States": { "W": { "Type": "Pass", "End": true } } }, "End": true },
    "H": { "Type": "Fail" }
  }
}
`;
const duplicate = (text: string, ...names: string[]): string =>
  perform(text, { kind: 'duplicate', states: names.map((name) => `/States/${name}`) });

describe('states that are duplicated', () => {
  it('are followed by a copy each of which is written as its original, with the lines between them', () => {
    expect(duplicate(CHAIN, 'B', 'A')).toBe(
      CHAIN.replace('"Default": "C" },', () =>
        [
          '"Default": "A 2" },',
          `    "A 2": { "Type": "Task",  "Resource": "r", /* ours */ "Catch": [{ "ErrorEquals": ["X"], "Next": "H" }], "Next": "B 2" },`,
          `    "B 2": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "A 2" }], "Default": "C" },`,
        ].join('\n'),
      ),
    );
  });

  it('have names of their own within, too', () => {
    const map =
      '"Type": "Map", "ItemProcessor": { "StartAt": "W", "States": { "W": { "Type": "Pass", "End": true } } }';
    expect(duplicate(CHAIN, 'C')).toBe(
      CHAIN.replace(
        `"C": { ${map}, "End": true },`,
        `"C": { ${map}, "Next": "C 2" },\n    "C 2": { ${map.replaceAll('"W"', '"W 2"')}, "End": true },`,
      ),
    );
  });

  it.each([
    [['B'], 'The selection goes on at more than one place: copies of it can follow only one way out.'],
    [['H'], 'A copy of "H" cannot follow it: copy it, and paste it on a line.'],
    [['A', 'C'], 'The selection is entered at "A" and at "C": copies of it can follow only one entry.'],
    [['A', 'C/ItemProcessor/States/W'], 'States of different flows cannot be duplicated together.'],
    [['Z'], 'There is no state at /States/Z.'],
  ])('are refused where copies cannot follow: %j', (names, why) => {
    expect(duplicate(CHAIN, ...names)).toBe(`refused: ${why}`);
  });
});
