import { describe, expect, it } from 'vitest';
import { NO_FAULTS } from '../../../src/pipeline/fault-plan.ts';
import { Invocation, type Ending } from '../../../src/pipeline/invocation.ts';
import { createRandom } from '../../../src/pipeline/random.ts';
import { Simulation } from '../../../src/pipeline/simulation.ts';

/** How a function ends that takes what the user's stream gives, `most` pieces of it at most. */
async function endOf(stream: (fed: AsyncIterable<number>) => AsyncIterable<string>, most = Infinity): Promise<Ending> {
  const simulation = new Simulation();
  const settings = {
    name: 'reducer',
    timeoutMilliseconds: 60_000,
    faults: NO_FAULTS,
    random: createRandom(1, 1),
  } as const;
  let ended: Ending | undefined;
  const invocation = new Invocation(simulation, settings, (ending) => (ended = ending));
  async function* source(): AsyncGenerator<number> {
    for (const n of [1, 2, 3]) yield invocation.call(() => n);
  }
  invocation.start(async () => {
    const pieces: string[] = [];
    for await (const piece of invocation.runUserStream(source(), stream)) if (pieces.push(piece) >= most) break;
    return pieces;
  });
  await simulation.run(
    () => false,
    () => undefined,
  );
  return ended ?? { ok: false, error: 'It has not ended.' };
}

describe("the user's stream", () => {
  it('is fed, and taken to its end', async () => {
    async function* stream(fed: AsyncIterable<number>): AsyncGenerator<string> {
      for await (const n of fed) yield String(n);
    }
    await expect(endOf(stream)).resolves.toEqual({ ok: true, answer: ['1', '2', '3'] });
  });

  it('may be a list or a generator that waits for nothing, as on AWS', async () => {
    const list = () => ['a', 'b'] as unknown as AsyncIterable<string>;
    await expect(endOf(list)).resolves.toEqual({ ok: true, answer: ['a', 'b'] });
  });

  it('is closed where not all of it is taken', async () => {
    let closed = 0;
    async function* stream(fed: AsyncIterable<number>): AsyncGenerator<string> {
      try {
        for await (const n of fed) yield String(n);
      } finally {
        closed++;
      }
    }
    await expect(endOf(stream, 1)).resolves.toEqual({ ok: true, answer: ['1'] });
    expect(closed).toBe(1);
  });
});
