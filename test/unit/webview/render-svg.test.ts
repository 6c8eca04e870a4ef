// @vitest-environment jsdom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutDefinition } from '../../../src/graph/layout.ts';
import { renderSvg } from '../../../src/graph/render-svg.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution-snapshot.ts';
import { define } from '../graph/machines.ts';

function parseXml(svg: string): Document {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(document.querySelector('parsererror')).toBeNull();
  return document;
}

const ONE = (name: string) =>
  define({
    StartAt: name,
    States: { [name]: { Type: 'Choice', Choices: [{ Condition: `{% $x = "${name}" %}`, Next: name }] } },
  });

const NONE = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
};

describe('renderSvg', () => {
  it('is XML and shows every name as text, whatever the name', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: 'binary' })), (name) => {
        const document = parseXml(renderSvg(layoutDefinition(ONE(name)), { title: name }));
        expect(document.querySelectorAll('script, a, image, foreignObject')).toHaveLength(0);
        expect(document.querySelectorAll('[data-pointer]')).toHaveLength(2);
      }),
      { numRuns: 60 },
    );
    const name = `<script>&"']]>`;
    const document = parseXml(renderSvg(layoutDefinition(ONE(name)), { title: name }));
    expect(document.querySelector('.type-Choice .name')?.textContent).toBe(name);
    expect(document.documentElement.getAttribute('role')).toBe('img');
    expect(document.documentElement.getAttribute('aria-label')).toBe(name);
  });

  it('says of each state what it is in a title', () => {
    const svg = renderSvg(
      layoutDefinition(
        define({
          StartAt: 'All',
          States: {
            All: {
              Type: 'Map',
              MaxConcurrency: 1000,
              ItemBatcher: { MaxItemsPerBatch: 100 },
              ItemProcessor: {
                ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
                StartAt: 'P',
                States: { P: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', End: true } },
              },
              End: true,
            },
          },
        }),
      ),
    );
    const titles = [...parseXml(svg).querySelectorAll('.node > title')].map(({ textContent }) => textContent);
    expect(titles).toContain('Map All, distributed, EXPRESS, max 1,000, batch 100');
    expect(titles).toContain('Task P, lambda:invoke, wait for token');
    expect(svg).toContain('Map · distributed · EXPRESS · max 1,000 · batch 100');
  });

  it('draws the counts of an execution in words and signs, not by colour alone', () => {
    const snapshot: ExecutionSnapshot = {
      executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:1',
      status: 'RUNNING',
      at: '2026-01-01T00:00:00Z',
      states: { '/States/M': { entered: 3, running: 0, succeeded: 2, failed: 1, retries: 0, error: 'Boom' } },
      mapRuns: [
        {
          mapRunArn: 'arn:x',
          pointer: '/States/M',
          status: 'FAILED',
          itemCounts: { ...NONE, succeeded: 1500, failed: 440, timedOut: 50, aborted: 10, total: 2000 },
          executionCounts: { ...NONE, succeeded: 15, failed: 5, total: 20 },
        },
      ],
    };
    const definition = define({
      StartAt: 'M',
      States: { M: { Type: 'Task', Next: 'N' }, N: { Type: 'Pass', End: true } },
    });
    const document = parseXml(renderSvg(layoutDefinition(definition), { overlaySnapshot: snapshot }));
    const node = document.querySelector('[data-pointer="/States/M"]')!;
    expect(node.getAttribute('class')).toContain('run-failed');
    expect(node.querySelector('.badge')?.textContent).toBe('✓ 2  ✗ 1');
    expect(node.querySelector('title')?.textContent).toBe(
      'Task M, 2 succeeded, 1 failed, last error Boom, 1,500 of 2,000 items done, 440 failed, 50 timed out, 10 aborted',
    );
    const [done, failed] = ['.bar-done', '.bar-failed'].map((bar) =>
      Number(node.querySelector(bar)?.getAttribute('width')),
    );
    expect(done).toBeCloseTo(3 * failed!, 0);
    expect(document.querySelector('[data-pointer="/States/N"]')?.getAttribute('class')).toContain('run-idle');
  });

  it('tells a state that children enter, whom the history does not count, from one that was never entered', () => {
    const inner = { StartAt: 'W', States: { W: { Type: 'Pass', End: true } } };
    const snapshot: ExecutionSnapshot = {
      executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:1',
      status: 'SUCCEEDED',
      at: '2026-01-01T00:00:00Z',
      states: { '/States/M': { entered: 1, running: 0, succeeded: 1, failed: 0, retries: 0 } },
      mapRuns: [
        {
          mapRunArn: 'arn:x',
          pointer: '/States/M',
          status: 'SUCCEEDED',
          itemCounts: { ...NONE, succeeded: 9, total: 9 },
          executionCounts: { ...NONE, succeeded: 9, total: 9 },
        },
      ],
    };
    const definition = define({
      StartAt: 'M',
      States: {
        M: { Type: 'Map', ItemProcessor: inner, Next: 'M2' },
        M2: { Type: 'Map', ItemProcessor: inner, End: true },
      },
    });
    const document = parseXml(renderSvg(layoutDefinition(definition), { overlaySnapshot: snapshot }));
    const node = (pointer: string) => document.querySelector(`[data-pointer="${pointer}"]`)!;
    const child = node('/States/M/ItemProcessor/States/W');
    expect(child.getAttribute('class')).toContain('run-uncounted');
    expect(child.querySelector('title')?.textContent).toBe(
      'Pass W, not counted: it runs in child executions of a Map Run',
    );
    const other = node('/States/M2/ItemProcessor/States/W');
    expect(other.getAttribute('class')).toContain('run-idle');
    expect(other.querySelector('title')?.textContent).toBe('Pass W, not entered');
  });
});
