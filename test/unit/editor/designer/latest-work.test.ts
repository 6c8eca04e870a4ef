import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LatestWork } from '../../../../src/editor/designer/latest-work.ts';

describe('LatestWork', () => {
  let begun: number[];
  let work: LatestWork;
  const start = (takes: number): void => {
    work = new LatestWork(async () => {
      begun.push(Date.now());
      await new Promise((resolve) => setTimeout(resolve, takes));
    }, 50);
  };
  const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    begun = [];
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('begins at once after a rest', async () => {
    start(10);
    void work.ask();
    expect(begun).toEqual([]);
    await pass(0);
    expect(begun).toEqual([0]);
    await pass(100);
    void work.ask();
    await pass(0);
    expect(begun).toEqual([0, 100]);
  });

  it('makes one more piece of all that is asked for meanwhile, after the pause', async () => {
    start(10);
    for (let key = 0; key < 6; key++) {
      void work.ask();
      await pass(5);
    }
    await pass(200);
    expect(begun).toEqual([0, 50]);
  });

  it('never does two pieces at the same time', async () => {
    start(120);
    void work.ask();
    await pass(10);
    void work.ask();
    void work.ask();
    await pass(500);
    expect(begun).toEqual([0, 120]);
  });

  it('tells who asks of the piece that began afterwards', async () => {
    start(40);
    void work.ask();
    await pass(10);
    let done = -1;
    void work.ask().then(() => (done = Date.now()));
    await pass(500);
    expect(begun).toEqual([0, 50]);
    expect(done).toBe(90);
  });

  it('begins nothing any more when it is disposed of', async () => {
    start(10);
    void work.ask();
    await pass(0);
    void work.ask();
    work.dispose();
    await pass(500);
    expect(begun).toEqual([0]);
  });
});
