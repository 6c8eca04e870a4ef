import { expect, it } from 'vitest';
import type { Ports, Row, Write } from '../../../templates/custom-pipeline/functions/pipeline/ports.ts';
import { split } from '../../../templates/custom-pipeline/functions/pipeline/split.ts';

/** Ports of a job with so many items, of which none is sent yet; `written` gets what is written of the job. */
function portsOf(total: number, written: Row[]): Ports {
  const job: Row = { status: 'RUNNING', version: 1, total, shards: 1, format: 'jsonl', sent: false, sentTo: 0 };
  const table = {
    read: ([key]: readonly { pk: string }[]) => Promise.resolve([key?.pk.startsWith('JOB#') ? job : undefined]),
    write: (writes: readonly Write[]) => {
      written.push(...writes.map(({ set = {} }) => set));
      return Promise.resolve([]);
    },
  };
  async function* open(): AsyncGenerator<string> {
    for (let at = 0; at < total; at++) yield await Promise.resolve('1\n');
  }
  const settings = { format: 'jsonl', shards: 1, outputPrefix: '' };
  const work = { send: () => Promise.resolve([]) };
  const clock = { now: () => 5, remaining: () => 900_000, sleep: () => Promise.resolve(), random: () => 0 };
  return { table, work, files: { open }, settings, ...clock, log: () => undefined } as unknown as Ports;
}

it('writes how far it is after each 20,000 items', async () => {
  const written: Row[] = [];
  await split({ continueJob: 'a' }, portsOf(40_001, written));
  expect(written).toEqual([
    { sentTo: 20_000, touched: 5 },
    { sentTo: 40_000, touched: 5 },
    { sent: true, touched: 5 },
  ]);
});
