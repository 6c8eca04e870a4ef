import { describe, expect, it } from 'vitest';
import type { Terminal } from '../../../src/cli/exit.ts';
import { createProgress } from '../../../src/cli/run-progress.ts';
import type { ExecutionSnapshot, MapRunCounts } from '../../../src/protocol/execution-snapshot.ts';

const NONE: MapRunCounts = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total: 0,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
};

function snapshot(second: number, succeeded: number): ExecutionSnapshot {
  const itemCounts = { ...NONE, succeeded, failed: 2, running: 10, total: 4096 };
  const expected = { items: 5012, isExact: true };
  return {
    executionArn: 'arn',
    status: 'RUNNING',
    states: {},
    mapRuns: [{ mapRunArn: 'run', pointer: '/M', status: 'RUNNING', itemCounts, executionCounts: NONE, expected }],
    at: new Date(second * 1000).toISOString(),
  };
}

function open(isTTY: boolean): { readonly written: string[]; readonly terminal: Terminal } {
  const written: string[] = [];
  const stderr = { write: (text: string) => written.push(text), isTTY };
  return { written, terminal: { stderr } as unknown as Terminal };
}

describe('the progress line of a run', () => {
  it('shows counts, rate and time left, over what it showed before', () => {
    const { written, terminal } = open(true);
    const progress = createProgress(terminal);
    progress.show(snapshot(0, 0));
    progress.show(snapshot(10, 1000));
    expect(written.at(-1)).toBe(
      '\r\u001B[KRUNNING · 1,002 of 5,012 items, 2 failed, 10 running, 100 items/s, about 40 s left',
    );
    progress.log('worker', 'hello\n');
    expect(written.slice(-3)).toEqual(['\r\u001B[K', '[worker] hello\n', written.at(-4)]);
    progress.clear();
    expect(written.at(-1)).toBe('\r\u001B[K');
  });

  it('is not drawn where nobody watches', () => {
    const { written, terminal } = open(false);
    const progress = createProgress(terminal);
    expect(progress.enabled).toBe(false);
    progress.show(snapshot(0, 0));
    progress.clear();
    expect(written).toEqual([]);
  });
});
