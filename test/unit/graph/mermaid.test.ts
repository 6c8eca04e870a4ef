import { describe, expect, it } from 'vitest';
import { toMermaid } from '../../../src/graph/mermaid.ts';
import { define } from './machines.ts';

describe('toMermaid', () => {
  it('escapes names, nests regions and dots catches', () => {
    const inner = { StartAt: 'W', States: { W: { Type: 'Pass', End: true } } };
    const text = toMermaid(
      define({
        StartAt: 'P"]',
        States: {
          'P"]': {
            Type: 'Parallel',
            Branches: [inner],
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Gone' }],
            End: true,
          },
        },
      }),
    );
    expect(text).toBe(
      [
        'flowchart TD',
        '  n0(["Start"])',
        '  subgraph n1 ["P#34;#93;<br/>Parallel · 1 branch · catch"]',
        '    subgraph n2 ["Branch 1"]',
        '      n5(["Start"])',
        '      n6["W<br/>Pass"]',
        '      n7(["End"])',
        '      n5 --> n6',
        '      n6 --> n7',
        '    end',
        '  end',
        '  n3>"Gone"]',
        '  n4(["End"])',
        '  n0 --> n1',
        '  n1 -.->|"States.ALL"| n3',
        '  n1 --> n4',
        '',
      ].join('\n'),
    );
  });
});
