import type { FinishedJob, Outcome } from './pipeline/ports.ts';
import type { PricedOrder } from './task.ts';

/**
 * YOUR FAN-IN: gets each outcome once, in the order of the items, and yields the text of the output, which may be of any
 * length. It must give the same text for the same outcomes: it may run twice.
 */
export async function* reduce(outcomes: AsyncIterable<Outcome>, job: FinishedJob): AsyncGenerator<string> {
  let amountCents = 0;
  const centsByCountry: Record<string, number> = {};
  const failed: { index: number; error: string }[] = [];
  for await (const outcome of outcomes) {
    if (outcome.status === 'FAILED') {
      failed.push({ index: outcome.index, error: outcome.error });
      continue;
    }
    const order = outcome.result as PricedOrder;
    amountCents += order.amountCents;
    centsByCountry[order.country] = (centsByCountry[order.country] ?? 0) + order.amountCents;
  }
  const summary = { input: job.key, orders: job.total - failed.length, amountCents, centsByCountry, failed };
  yield `${JSON.stringify(summary, null, 2)}\n`;
}
