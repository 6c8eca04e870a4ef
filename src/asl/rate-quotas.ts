/** A token bucket of AWS's: as many at once as it holds, then as many a second as it is refilled with. */
export interface RateQuota {
  readonly size: number;
  readonly perSecond: number;
}

/** How fast an account of one region may work, as long as AWS has not raised its quotas. */
export interface RateQuotas {
  /** State transitions of all Standard executions together; those of Express executions have no quota. */
  readonly stateTransitions: RateQuota;
  /** StartExecution, by the type of the state machine. */
  readonly startExecution: Readonly<Record<'STANDARD' | 'EXPRESS', RateQuota>>;
}

const EXPRESS_STARTS: RateQuota = { size: 6000, perSecond: 6000 };
const LARGE: RateQuotas = {
  stateTransitions: { size: 5000, perSecond: 5000 },
  startExecution: { STANDARD: { size: 1300, perSecond: 300 }, EXPRESS: EXPRESS_STARTS },
};
const OTHERS: RateQuotas = {
  stateTransitions: { size: 800, perSecond: 800 },
  startExecution: { STANDARD: { size: 800, perSecond: 150 }, EXPRESS: EXPRESS_STARTS },
};
/** N. Virginia, Oregon and Ireland. */
const LARGE_REGIONS: ReadonlySet<string> = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);

/** Map Runs of an account and region that are open at once; further ones wait at MapRunStarted. */
export const MAX_OPEN_MAP_RUNS = 1000;

/**
 * The default quotas of a region; new accounts may begin with less.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export function rateQuotas(region: string): RateQuotas {
  return LARGE_REGIONS.has(region) ? LARGE : OTHERS;
}
