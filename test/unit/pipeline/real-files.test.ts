import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { NO_FAULTS } from '../../../src/pipeline/fault-plan.ts';
import { LocalPipeline } from '../../../src/pipeline/local-pipeline.ts';
import type { LocalFiles } from '../../../src/pipeline/local-ports.ts';
import type { ProjectCode } from '../../../src/pipeline/project-code.ts';
import { scaffoldedServices } from '../../../src/project/pipeline-services.ts';
import { PIPELINE } from '../../../templates/custom-pipeline/functions/pipeline.ts';

const LINES = Array.from({ length: 20 }, (_, piece) =>
  Array.from({ length: 25 }, (_, line) => `{"n":${piece * 25 + line}}\n`).join(''),
);

/** What a run comes to when each piece of its input takes so many real milliseconds. */
async function runWith(delay: (piece: number) => number): Promise<readonly unknown[]> {
  const files: LocalFiles = {
    async *read() {
      for (const [piece, lines] of LINES.entries()) {
        await setTimeout(delay(piece));
        yield lines;
      }
      await setTimeout(delay(LINES.length));
    },
    stage: () => ({ add: () => undefined, commit: () => undefined }),
  };
  const code: ProjectCode = {
    functions: PIPELINE,
    task: (item) => item,
    async *reduce(outcomes) {
      let count = 0;
      for await (const { status } of outcomes) if (status === 'DONE') count++;
      yield String(count);
    },
  };
  const services = scaffoldedServices({ batchSize: 10, timeoutSeconds: 60, memoryMb: 128, maximumConcurrency: 5 });
  const pipeline = new LocalPipeline(code, files, {
    seed: 7,
    faults: { ...NO_FAULTS, duplicates: 0.3, crashes: 0.01, throttles: 0.05, reordering: 0.4 },
    format: 'jsonl',
    itemsPerCheckpoint: 10,
    outputPrefix: 'output/',
    shards: 3,
    services: { ...services, sweepSeconds: undefined },
  });
  try {
    pipeline.announceFile('input', 'orders.jsonl', 'v1');
    await pipeline.simulation.run(
      () => false,
      () => undefined,
    );
    // How long the code itself takes is real, and differs.
    const { writeUnits, readUnits, invocations } = pipeline.usage;
    return [pipeline.simulation.elapsed, writeUnits, readUnits, invocations, [...pipeline.errors]];
  } finally {
    pipeline.close();
  }
}

it('goes the same way however long the disk takes', async () => {
  const fast = await runWith(() => 0);
  expect(await runWith((piece) => (piece % 3) * 4)).toEqual(fast);
  expect(await runWith((piece) => (piece === LINES.length ? 40 : 1))).toEqual(fast);
});
