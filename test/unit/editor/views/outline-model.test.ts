import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../src/asl/parse.ts';
import { buildOutline } from '../../../../src/editor/views/outline-model.ts';
import { speak, type OutlineNode } from '../../../../src/editor/views/outline-node.ts';

const TEXT = `
StartAt: Which
States:
  Which:
    Type: Choice
    Choices:
      - { Variable: $.total, NumericGreaterThan: 100, Next: Each }
    Default: Bad
  Each:
    Type: Map
    MaxConcurrency: 40
    ItemProcessor:
      ProcessorConfig: { Mode: DISTRIBUTED, ExecutionType: EXPRESS }
      StartAt: Work
      States:
        Work: { Type: Pass, End: true }
    Retry:
      - { ErrorEquals: [States.TaskFailed, Mine] }
    Catch:
      - { ErrorEquals: [States.ALL], Next: Bad }
    Next: Both
  Both:
    Type: Parallel
    Branches:
      - { StartAt: One, States: { One: { Type: Succeed } } }
    End: true
  Bad: { Type: Fail, Error: Broken }
`;

const outline = buildOutline(parseDefinition(TEXT, 'yaml'), 'orders.asl.yaml', [
  { node: '/States/Each', severity: 'error' },
  { node: '/States/Each', severity: 'warning' },
  { node: '/States/Each', severity: 'warning' },
  { node: '/States/Each', severity: 'info' },
  { node: '', severity: 'warning' },
]);

function list(node: OutlineNode, depth = 0): string[] {
  return [`${'  '.repeat(depth)}${speak(node)}`, ...node.children.flatMap((child) => list(child, depth + 1))];
}

const find = (pointer: string, node = outline): OutlineNode | undefined =>
  node.pointer === pointer ? node : node.children.map((child) => find(pointer, child)).find((found) => found);

describe('the outline', () => {
  it('says all that the canvas shows', () => {
    expect(list(outline)).toEqual([
      'orders.asl.yaml, 6 states, starts at Which, 1 warning',
      '  Which, Choice, else Bad',
      '    Rule 1, $.total > 100, then Each',
      '  Each, Map, distributed, EXPRESS, max 40, retry, catch, then Both, 1 error, 2 warnings',
      '    Retrier 1, States.TaskFailed, Mine',
      '    Catcher 1, States.ALL, then Bad',
      '    Work, Pass, ends',
      '  Both, Parallel, 1 branch, ends',
      '    Branch 1, starts at One',
      '      One, Succeed',
      '  Bad, Fail, Broken',
    ]);
  });

  it('knows what can be done with each entry', () => {
    const contextAt = (pointer: string) => find(pointer)?.context.join(' ');
    expect(contextAt('')).toBe('machine scope');
    expect(contextAt('/States/Which')).toBe('state choice leads parts');
    expect(contextAt('/States/Which/Choices/0')).toBe('part moves line');
    expect(contextAt('/States/Each')).toBe('state map leads copies parts holds');
    expect(contextAt('/States/Each/Retry/0')).toBe('part moves');
    expect(contextAt('/States/Both/Branches/0')).toBe('scope part moves');
    expect(contextAt('/States/Bad')).toBe('state fail');
  });

  it('leads from each entry to the one that it is in', () => {
    const check = (node: OutlineNode): void => {
      for (const child of node.children) {
        expect(child.parent).toBe(node);
        check(child);
      }
    };
    check(outline);
  });

  it('is one entry, for the machine to be, where the text is blank', () => {
    const blank = buildOutline(parseDefinition('', 'yaml'), 'new.asl.yaml', []);
    expect(list(blank)).toEqual(['new.asl.yaml, no state yet']);
    expect(blank.context).toEqual(['machine', 'blank']);
  });

  it('shows what is broken: a name of blanks, a state that is none', () => {
    const broken = buildOutline(parseDefinition('{"States":{" ":{"Type":"Wat"},"B":1}}', 'json'), 'x', []);
    expect(list(broken)).toEqual(['x, 2 states', '  "", Wat', '  B']);
  });
});
