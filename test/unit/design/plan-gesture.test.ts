import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../src/asl/parse.ts';
import type { Fragment } from '../../../src/design/gesture.ts';
import { validateDefinition } from '../../../src/validation/validate.ts';
import { perform } from './perform.ts';

const CHAIN = `{
  "StartAt": "A", // first
  "States": {
    "A": { "Type": "Pass", "Next": "B" },
    "B": {
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke", // kept
      "Parameters": { "FunctionName": "f" },
      "Next": "C"
    },
    "C": { "Type": "Pass", "End": true }
  }
}
`;

const PASS: Fragment = { StartAt: 'New', States: { New: { Type: 'Pass', End: true } } };

describe('planGesture', () => {
  it('inserts a state on a line, and touches nothing else', () => {
    expect(perform(CHAIN, { kind: 'insert', at: { transitions: ['/States/A/Next'] }, fragment: PASS })).toBe(
      CHAIN.replace(
        `"A": { "Type": "Pass", "Next": "B" },`,
        `"A": { "Type": "Pass", "Next": "New" },
    "New": {
      "Type": "Pass",
      "Next": "B"
    },`,
      ),
    );
  });

  it('inserts where the flow ends', () => {
    const text = perform(CHAIN, { kind: 'insert', at: { after: '/States/C' }, fragment: PASS });
    expect(text).toContain('"C": { "Type": "Pass", "Next": "New" }');
    expect(text).toContain('"End": true');
  });

  it('keeps a catcher that left with the state itself, where the flow ends', () => {
    const caught: Fragment = {
      StartAt: 'New',
      States: { New: { Type: 'Pass', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Gone' }], Next: 'Gone' } },
    };
    const text = perform(CHAIN, { kind: 'insert', at: { after: '/States/C' }, fragment: caught });
    const { New: fresh, Done: done } = (JSON.parse(text.replaceAll(/ \/\/.*/g, '')) as { States: Fragment['States'] })
      .States;
    expect(fresh).toEqual({ Type: 'Pass', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }], End: true });
    expect(done).toEqual({ Type: 'Succeed' });
  });

  it('wraps what follows one another in a Map, with its comments', () => {
    const text = perform(CHAIN, { kind: 'wrap', states: ['/States/B'], into: 'Map' });
    expect(text).toMatchInlineSnapshot(`
      "{
        "StartAt": "A", // first
        "States": {
          "A": { "Type": "Pass", "Next": "For each" },
          "For each": {
            "Type": "Map",
            "ItemProcessor": {
              "ProcessorConfig": {
                "Mode": "INLINE"
              },
              "StartAt": "B",
              "States": {
                "B": {
                  "Type": "Task",
                  "Resource": "arn:aws:states:::lambda:invoke", // kept
                  "Parameters": { "FunctionName": "f" },
                  "End": true
                }
              }
            },
            "Next": "C"
          },
          "C": { "Type": "Pass", "End": true }
        }
      }
      "
    `);
    const findings = validateDefinition(parseDefinition(text.replaceAll(/ \/\/.*/g, ''), 'json'));
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('takes what it wrapped out again', () => {
    const wrapped = perform(CHAIN, { kind: 'wrap', states: ['/States/B'], into: 'Parallel' });
    expect(perform(wrapped, { kind: 'unwrap', state: '/States/In parallel' })).toMatchInlineSnapshot(`
      "{
        "StartAt": "A", // first
        "States": {
          "A": { "Type": "Pass", "Next": "B" },
          "B": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke", // kept
            "Parameters": { "FunctionName": "f" },
            "Next": "C"
          },
          "C": { "Type": "Pass", "End": true }
        }
      }
      "
    `);
  });
});
