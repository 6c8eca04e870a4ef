import { Ledger, type CostLine } from '../cost/ledger.ts';
import { ratioOf, toDollars } from '../cost/money.ts';
import type { PriceBook } from '../cost/price-book.ts';
import type { Usage } from './usage.ts';

/** Dollars that AWS would bill for what a run has used with the prices of `book`, without free tier, logs and storage. */
export function priceUsage(
  usage: Usage,
  book: PriceBook,
): { readonly amount: number; readonly lines: readonly CostLine[] } {
  const ledger = new Ledger(book, 1, false);
  ledger.add('sqsRequest', { item: 'Messages', perRun: ratioOf(usage.queueRequests) });
  ledger.add('dynamoWriteUnit', { item: 'Transactions', perRun: ratioOf(usage.writeUnits) });
  ledger.add('dynamoReadUnit', { item: 'Reads', perRun: ratioOf(usage.readUnits) });
  ledger.add('lambdaRequest', { item: 'Invocations', perRun: ratioOf(usage.invocations) });
  ledger.add('lambdaGbSecondArm', {
    item: 'Time × memory, as it was here',
    perRun: ratioOf(usage.megabyteMilliseconds / 1_024_000),
  });
  ledger.add('s3Get', { item: 'Reading the input', perRun: ratioOf(usage.objectReads) });
  ledger.add('s3Put', { item: 'Writing the output', perRun: ratioOf(usage.objectWrites) });
  return { amount: toDollars(ledger.monthly), lines: ledger.lines };
}
