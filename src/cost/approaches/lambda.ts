import type { Ledger } from '../ledger.ts';
import { addRatios, ceilRatio, gbSeconds, multiplyRatios, ratioOf, ZERO, type Ratio } from '../money.ts';
import type { PriceId } from '../price-book.ts';
import type { Workload } from '../workload-fields.ts';

/** Invocations that are alike. */
export interface Invocations {
  readonly count: number;
  /** Of one invocation; billed in whole ones, at least one (https://aws.amazon.com/lambda/pricing/). */
  readonly milliseconds: number;
}

export interface LambdaUse {
  /** Whose lines these are: "the worker". */
  readonly who: string;
  /** Of one run. */
  readonly invocations: readonly Invocations[];
  readonly memoryMb: number;
  /** How often each invocation runs, on average. */
  readonly attempts?: Ratio;
  /** Invocations at once; each needs an environment. */
  readonly atOnce: number;
  readonly pointer?: string | undefined;
}

/** Runs more often than one in ten minutes find the environments of the run before them. */
const COLD_RUNS_PER_MONTH = 4380;

/** Requests, time × memory, and the start of execution environments, of one function. */
export function addLambda(ledger: Ledger, workload: Workload, use: LambdaUse): void {
  const { who, invocations, memoryMb, attempts = ratioOf(1), atOnce, pointer } = use;
  const gbSecond: PriceId = workload.architecture === 'arm64' ? 'lambdaGbSecondArm' : 'lambdaGbSecondX86';
  const count = invocations.reduce((sum, each) => sum + each.count, 0);
  if (count === 0) return;
  ledger.add('lambdaRequest', {
    item: `Invocations of ${who}`,
    perRun: ceilRatio(multiplyRatios(ratioOf(count), attempts)),
    pointer,
  });
  const time = invocations.reduce(
    (sum, each) => addRatios(sum, gbSeconds(ratioOf(each.count), Math.max(1, Math.ceil(each.milliseconds)), memoryMb)),
    ZERO,
  );
  ledger.add(gbSecond, { item: `Time × memory of ${who}`, perRun: multiplyRatios(time, attempts), pointer });
  if (!ledger.book.lambdaInitBilled) return;
  const starts = Math.min(count, atOnce) * Math.min(workload.runsPerMonth, COLD_RUNS_PER_MONTH);
  ledger.add(gbSecond, {
    item: `Starts of environments of ${who} (INIT), at most`,
    perMonth: gbSeconds(ratioOf(starts), Math.ceil(workload.initMilliseconds), memoryMb),
    pointer,
  });
}
