import { expect, it, vi } from 'vitest';
import type { Uri } from 'vscode';
import { LocalRunList, type ListedRun } from '../../../../src/editor/run/local-run-list.ts';

const fired: string[] = [];
vi.mock('vscode', () => ({
  EventEmitter: class {
    readonly event = (): void => undefined;
    fire(): void {
      fired.push('changed');
    }
    dispose(): void {}
  },
}));

const definition = { path: '/price.asl.json' } as unknown as Uri;
const run = (number: number, more: Partial<ListedRun> = {}): ListedRun => ({
  executionArn: `arn:aws:states:us-east-1:123456789012:execution:price:${number}`,
  definition,
  status: 'RUNNING',
  startDate: new Date(number),
  stopDate: undefined,
  show: () => Promise.resolve(),
  ...more,
});

it('has each run once, the newest first, as it is now, and tells of what has changed alone', () => {
  const list = new LocalRunList();
  list.put(run(1));
  list.put(run(2));
  list.put(run(2));
  expect(fired).toHaveLength(2);
  const stopDate = new Date(9);
  list.put(run(1, { status: 'FAILED', stopDate }));
  expect(fired).toHaveLength(3);
  expect(list.runs.map(({ startDate, status }) => [startDate.getTime(), status])).toEqual([
    [2, 'RUNNING'],
    [1, 'FAILED'],
  ]);
  // A redrive is the same execution, which runs again.
  list.put(run(1));
  expect(list.find(run(1).executionArn)?.status).toBe('RUNNING');
  expect(list.find(undefined)).toBeUndefined();
  for (let number = 3; number <= 30; number++) list.put(run(number));
  expect(list.runs).toHaveLength(20);
  expect(list.runs[0]?.startDate.getTime()).toBe(30);
  list.dispose();
});
