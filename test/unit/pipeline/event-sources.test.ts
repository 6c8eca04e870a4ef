import { describe, expect, it } from 'vitest';
import { AsyncSource } from '../../../src/pipeline/async-invoke.ts';
import { NO_FAULTS } from '../../../src/pipeline/fault-plan.ts';
import { LocalQueue } from '../../../src/pipeline/local-queue.ts';
import { QueueSource } from '../../../src/pipeline/queue-source.ts';
import { createRandom } from '../../../src/pipeline/random.ts';
import { Simulation } from '../../../src/pipeline/simulation.ts';
import { SpillFile } from '../../../src/pipeline/spill-file.ts';
import { StreamSource } from '../../../src/pipeline/stream-source.ts';
import { createUsage } from '../../../src/pipeline/usage.ts';

const random = createRandom(1, 1);

describe('Lambda’s event source for SQS', () => {
  const setUp = (answer: (ids: string[]) => unknown) => {
    const simulation = new Simulation();
    const usage = createUsage();
    const settings = { faults: NO_FAULTS, random, visibilityMilliseconds: 60_000, retentionMilliseconds: 86_400_000 };
    const dead = new LocalQueue(simulation, new SpillFile(), { ...settings, name: 'dead' }, usage);
    const queue = new LocalQueue(
      simulation,
      new SpillFile(),
      { ...settings, name: 'work', redrive: { maxReceiveCount: 5, to: dead } },
      usage,
    );
    const batches: { at: number; ids: string[] }[] = [];
    new QueueSource(
      simulation,
      queue,
      { batchSize: 3, windowSeconds: 0.1, maximumConcurrency: 2, reportsFailures: true },
      (event, onEnd) => {
        const ids = (event as { Records: { messageId: string }[] }).Records.map(({ messageId }) => messageId);
        batches.push({ at: Math.round(simulation.elapsed), ids });
        simulation.schedule(10, () => onEnd({ ok: true, answer: answer(ids) }));
      },
    );
    const run = () =>
      simulation.run(
        () => false,
        () => undefined,
      );
    return { simulation, queue, dead, batches, run };
  };

  it('sends full batches at once and the rest after the window', async () => {
    const { queue, batches, run } = setUp(() => undefined);
    queue.send(['a', 'b', 'c', 'd']);
    await run();
    expect(batches).toEqual([
      { at: 0, ids: ['work-0', 'work-1', 'work-2'] },
      { at: 100, ids: ['work-3'] },
    ]);
    expect(queue.size).toBe(0);
  });

  it('brings only the reported messages again, after the visibility time-out, and five times in all', async () => {
    const { queue, dead, batches, run } = setUp((ids) => ({
      batchItemFailures: ids.filter((id) => id === 'work-1').map((itemIdentifier) => ({ itemIdentifier })),
    }));
    queue.send(['a', 'b', 'c']);
    await run();
    expect(batches.map(({ ids }) => ids.length)).toEqual([3, 1, 1, 1, 1]);
    expect(batches[1]?.at).toBeGreaterThanOrEqual(60_000);
    expect([queue.size, dead.size]).toEqual([0, 1]);
  });

  it.each([[{ batchItemFailures: [{ itemIdentifier: 'stranger' }] }], [{ batchItemFailures: [{}] }]])(
    'takes %j for the failure of the whole batch',
    async (answer) => {
      const { queue, dead, run } = setUp(() => answer);
      queue.send(['a', 'b']);
      await run();
      expect(dead.size).toBe(2);
      expect(queue.size).toBe(0);
    },
  );
});

describe('Lambda’s event source for a stream', () => {
  const STREAM = {
    batchSize: 8,
    windowSeconds: 0.01,
    maximumRetryAttempts: 5,
    maximumRecordAgeSeconds: Infinity,
    bisects: true,
    parallelization: 1,
    reportsFailures: true,
  };

  it('halves a batch that fails until the bad record stands alone, puts that aside and goes on', async () => {
    const simulation = new Simulation();
    const handled: string[] = [];
    const settings = { ...STREAM, faults: NO_FAULTS, random };
    const source = new StreamSource(simulation, new SpillFile(), settings, (event, onEnd) => {
      const numbers = (event as { Records: { dynamodb: { SequenceNumber: string } }[] }).Records.map(
        ({ dynamodb }) => dynamodb.SequenceNumber,
      );
      const isBad = numbers.includes('5');
      if (!isBad) handled.push(...numbers);
      simulation.schedule(1, () => onEnd(isBad ? { ok: false, error: 'bad' } : { ok: true, answer: undefined }));
    });
    for (let record = 0; record < 10; record++) source.add({ pk: 'SHARD#0#job', row: {} });
    await simulation.run(
      () => false,
      () => undefined,
    );
    expect(handled.toSorted((a, b) => Number(a) - Number(b))).toEqual(['0', '1', '2', '3', '4', '6', '7', '8', '9']);
    expect([source.waiting, source.putAside]).toEqual([0, 1]);
  });

  /** The batches that a function which always fails gets of so many records, as their sizes. */
  const failingBatches = async (settings: Partial<typeof STREAM>, records: number) => {
    const simulation = new Simulation();
    const batches: number[] = [];
    const all = { ...STREAM, ...settings, faults: NO_FAULTS, random };
    const source = new StreamSource(simulation, new SpillFile(), all, (event, onEnd) => {
      batches.push((event as { Records: unknown[] }).Records.length);
      simulation.schedule(1, () => onEnd({ ok: false, error: 'bad' }));
    });
    for (let record = 0; record < records; record++) source.add({ pk: 'SHARD#0#job', row: {} });
    await simulation.run(
      () => false,
      () => undefined,
    );
    return { batches, putAside: source.putAside, elapsed: simulation.elapsed };
  };

  it('tries the whole batch again where it does not bisect', async () => {
    const { batches, putAside } = await failingBatches({ bisects: false, maximumRetryAttempts: 2 }, 8);
    expect([batches, putAside]).toEqual([[8, 8, 8], 8]);
  });

  it('puts aside what is older than it may be, however often it could be tried', async () => {
    const most = { maximumRetryAttempts: Infinity, maximumRecordAgeSeconds: 60 };
    const { putAside, elapsed } = await failingBatches({ ...most, bisects: false }, 3);
    expect(putAside).toBe(3);
    expect(elapsed).toBeGreaterThan(60_000);
    expect(elapsed).toBeLessThan(100_000);
  });

  it('tries for a day what is bounded by nothing, and then the stream has lost it', async () => {
    const { putAside, elapsed } = await failingBatches({ maximumRetryAttempts: Infinity, bisects: false }, 3);
    expect(putAside).toBe(0);
    expect(elapsed).toBeGreaterThan(86_400_000);
  });

  it('takes an answer without report for that of the whole batch where it asks for none', async () => {
    const simulation = new Simulation();
    let batches = 0;
    const settings = { ...STREAM, reportsFailures: false, faults: NO_FAULTS, random };
    const source = new StreamSource(simulation, new SpillFile(), settings, (_, onEnd) => {
      batches++;
      onEnd({ ok: true, answer: { batchItemFailures: [{ itemIdentifier: '0' }] } });
    });
    source.add({ pk: 'SHARD#0#job', row: {} });
    await simulation.run(
      () => false,
      () => undefined,
    );
    expect([batches, source.waiting]).toEqual([1, 0]);
  });

  it('loses what it could not deliver for more than a day', async () => {
    const simulation = new Simulation();
    const batches: unknown[] = [];
    const faults = { ...NO_FAULTS, stalledStreamHours: 25 };
    const settings = { ...STREAM, faults, random };
    const source = new StreamSource(simulation, new SpillFile(), settings, (event, onEnd) => {
      batches.push(event);
      onEnd({ ok: true, answer: undefined });
    });
    source.add({ pk: 'SHARD#0#job', row: {} });
    await simulation.run(
      () => false,
      () => undefined,
    );
    expect([batches.length, source.waiting]).toEqual([0, 0]);
  });
});

describe('Lambda’s asynchronous invocation', () => {
  it.each([
    [2, 21_600, 3],
    [0, 21_600, 1],
    [2, 100, 2],
  ])('tries %i times again within %i seconds', async (maximumRetryAttempts, maximumEventAgeSeconds, attempts) => {
    const simulation = new Simulation();
    let seen = 0;
    const settings = { maximumRetryAttempts, maximumEventAgeSeconds, faults: NO_FAULTS, random };
    const source = new AsyncSource(simulation, settings, (_, onEnd) => {
      seen++;
      onEnd({ ok: false, error: 'bad' });
    });
    source.send({ Records: [] });
    await simulation.run(
      () => false,
      () => undefined,
    );
    expect([seen, source.putAside]).toEqual([attempts, [{ Records: [] }]]);
  });
});
