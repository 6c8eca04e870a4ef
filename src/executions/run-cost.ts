import type { Definition } from '../asl/definition.ts';
import type { JsonObject } from '../asl/json.ts';
import { BOOK_REGIONS, builtInBook, CURRENT_BOOK } from '../cost/built-in-books.ts';
import { readDefinitionFacts } from '../cost/definition-facts.ts';
import { compareApproaches } from '../cost/estimate.ts';
import type { PriceBook } from '../cost/price-book.ts';
import { readWorkload } from '../cost/workload.ts';

/** What an execution is likely to cost. */
export type RunCost =
  | { readonly dollars: number; readonly items: number; readonly approach: string }
  /** It fans nothing out: it costs what its few states do. */
  | { readonly dollars: undefined; readonly why: undefined }
  /** One sentence. */
  | { readonly dollars: undefined; readonly why: string };

export interface RunCostRequest {
  readonly definition: Definition;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** Of fanout.json. */
  readonly workload: JsonObject | undefined;
  /** Prices; where there are none of its region, those of us-east-1. */
  readonly region: string | undefined;
  readonly book?: PriceBook | undefined;
}

/** The estimate of one run, without the free tier, of the approach that the definition takes. */
export function estimateRun({ definition, type, workload, region, book }: RunCostRequest): RunCost {
  const reading = readDefinitionFacts(definition, type);
  if (reading.approach === undefined) return { dollars: undefined, why: undefined };
  const read = readWorkload({}, reading.values, { project: workload });
  if ('errors' in read) return { dollars: undefined, why: read.errors.join(' ') };
  const priced = region !== undefined && BOOK_REGIONS.includes(region) ? region : 'us-east-1';
  const prices = book === undefined ? builtInBook(CURRENT_BOOK, priced) : { book };
  if ('error' in prices) return { dollars: undefined, why: prices.error };
  const compared = compareApproaches({ ...read.workload, freeTier: false }, read.assumptions, prices.book, reading);
  const own = compared.approaches.find(({ id }) => id === compared.current);
  if (own === undefined) return { dollars: undefined, why: 'The approach of this definition cannot be priced.' };
  return { dollars: own.perRun, items: read.workload.items, approach: own.label };
}
