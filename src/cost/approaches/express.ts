import type { Ledger } from '../ledger.ts';
import { addRatios, gbSeconds, multiplyRatios, ratioOf, subtractRatios, ZERO, type Ratio } from '../money.ts';

/** Express executions are billed for memory in steps of 64 MB and time in steps of 100 ms (AWS's pricing page). */
const MEMORY_STEP_MB = 64;
const TIME_STEP_MS = 100;
const BASE_MB = 50;
const MB = 1_000_000;

/**
 * Memory that an Express execution is billed for, in MB, by AWS's example on the pricing page: 50 MB, the definition, and
 * the data for each Map or Parallel step, in steps of 64. The page gives an example, no rule: what an execution really
 * took is its CloudWatch metric ExpressExecutionBilledMemory.
 * https://aws.amazon.com/step-functions/pricing/
 */
export function expressMemoryMb(definitionBytes: number, dataBytes: number): number {
  return Math.ceil((BASE_MB + (definitionBytes + dataBytes) / MB) / MEMORY_STEP_MB) * MEMORY_STEP_MB;
}

export interface ExpressUse {
  readonly who: string;
  /** Executions that are alike, of one run. */
  readonly executions: readonly {
    readonly count: number;
    readonly milliseconds: number;
    /** What of it is spent in Wait states, which no retry repeats. */
    readonly waitMilliseconds: number;
  }[];
  readonly memoryMb: number;
  /** How often its work is done, on average: retries make an execution longer. */
  readonly attempts: Ratio;
  /** Bytes that all executions of a run log. */
  readonly logBytes: number;
  readonly pointer: string | undefined;
}

/** Requests, duration × memory, and logs, of Express executions. */
export function addExpress(
  ledger: Ledger,
  { who, executions, memoryMb, attempts, logBytes, pointer }: ExpressUse,
): void {
  const count = executions.reduce((sum, each) => sum + each.count, 0);
  ledger.add('expressRequest', { item: who, perRun: ratioOf(count), pointer });
  const time = executions.reduce((sum, each) => {
    const billed = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / TIME_STEP_MS)) * TIME_STEP_MS;
    const once = gbSeconds(ratioOf(each.count), billed(each.milliseconds), memoryMb);
    const work = gbSeconds(ratioOf(each.count), billed(each.milliseconds - each.waitMilliseconds), memoryMb);
    return addRatios(addRatios(sum, once), multiplyRatios(work, subtractRatios(attempts, ratioOf(1))));
  }, ZERO);
  ledger.add('expressGbSecond', {
    item: `${who}: duration × ${memoryMb} MB`,
    perRun: time,
    pointer,
  });
  ledger.add('logGb', { item: `${who}: logs`, perRun: multiplyRatios(ratioOf(logBytes), GB), pointer });
}

const GB: Ratio = { numerator: 1n, denominator: 1_000_000_000n };
