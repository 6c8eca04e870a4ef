import { MAX_OPEN_MAP_RUNS, rateQuotas, type RateQuota } from '../asl/rate-quotas.ts';
import type { PaceMode } from '../protocol/runtime-process.ts';

/** One sentence that says what holds a run back, and what is not known of AWS's own pace. */
export function describePace(mode: Exclude<PaceMode, 'none'>, region: string): string {
  const { stateTransitions, startExecution } = rateQuotas(region);
  const starts = `${rate(startExecution.STANDARD)} for Standard, ${rate(startExecution.EXPRESS)} for Express`;
  return [
    `paced like an account with the default quotas of ${region}:`,
    `${count(stateTransitions.perSecond)} Standard state transitions a second, the start of each child execution among them;`,
    `StartExecution ${starts};`,
    `${count(MAX_OPEN_MAP_RUNS)} Map Runs open.`,
    mode === 'aws-starts'
      ? 'Children draw on the quota of StartExecution, too.'
      : 'Whether children draw on the quota of StartExecution, too, AWS does not say: see what that would cost with aws-starts.',
  ].join(' ');
}

function rate({ size, perSecond }: RateQuota): string {
  return size === perSecond
    ? `${count(perSecond)} a second`
    : `${count(size)} at once, then ${count(perSecond)} a second`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
