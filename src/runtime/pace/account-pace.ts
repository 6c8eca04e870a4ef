import { MAX_OPEN_MAP_RUNS, rateQuotas } from '../../asl/rate-quotas.ts';
import type { PaceMode } from '../../protocol/runtime-process.ts';
import type { Clock, Pace } from '../contracts.ts';
import { Places } from './places.ts';
import { QueueForTokens } from './queue-for-tokens.ts';

/**
 * The pace of an AWS account with the default quotas of a region. A child execution of a Map Run costs one Standard
 * state transition when it starts, whatever its type, as it is billed
 * (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-statemachines.html#state-transitions-distributed-map).
 * AWS does not say whether it draws on the quota of StartExecution, too: with `aws-starts` it does.
 */
export function createAccountPace(mode: PaceMode, region: string, clock: Clock): Pace | undefined {
  if (mode === 'none') return undefined;
  const quotas = rateQuotas(region);
  const transitions = new QueueForTokens(quotas.stateTransitions, clock);
  const starts = {
    STANDARD: new QueueForTokens(quotas.startExecution.STANDARD, clock),
    EXPRESS: new QueueForTokens(quotas.startExecution.EXPRESS, clock),
  };
  const mapRuns = new Places(MAX_OPEN_MAP_RUNS);
  return {
    transition: (owner) => transitions.take(owner),
    startChild: (type, owner) => {
      const transition = transitions.take(owner);
      const start = mode === 'aws-starts' ? starts[type].take(owner) : undefined;
      if (transition === undefined || start === undefined) return transition ?? start;
      return Promise.all([transition, start]).then(() => undefined);
    },
    mayStartExecution: (type) => starts[type].takeNow(),
    openMapRun: (owner) => mapRuns.enter(owner),
  };
}
