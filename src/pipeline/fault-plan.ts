/** What goes wrong in a run. Shares are from 0 to 1; all of them are 0 unless said. */
export interface FaultPlan {
  /** Share of messages, events and records that come twice. */
  readonly duplicates: number;
  /** Share of messages that come late, after others that were sent after them. */
  readonly reordering: number;
  /** Share of invocations that did their work and whose answer is lost. */
  readonly lostAcknowledgements: number;
  /** Share of calls to a service at which the function ends: half of them before the call, half after it. */
  readonly crashes: number;
  /** Share of calls that are refused as busy. */
  readonly throttles: number;
  /** Share of calls that are carried out and whose answer is lost. */
  readonly lostAnswers: number;
  /** Share of messages that a request leaves out although it succeeds. */
  readonly partialSends: number;
  /** The stream is held up for so many hours, from the first record on. It keeps records for 24. */
  readonly stalledStreamHours: number;
}

export const NO_FAULTS: FaultPlan = {
  duplicates: 0,
  reordering: 0,
  lostAcknowledgements: 0,
  crashes: 0,
  throttles: 0,
  lostAnswers: 0,
  partialSends: 0,
  stalledStreamHours: 0,
};

/** The most that a share, and those of one call together, may be: above it hardly anything would ever be done. */
const MOST_SHARE = 0.5;
const MOST_STALL_HOURS = 200;

/** Reads a fault plan; `problem` is one sentence that names the field. */
export function readFaultPlan(value: unknown): { plan: FaultPlan } | { problem: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: 'A fault plan is an object such as {"duplicates": 0.1, "crashes": 0.02}.' };
  for (const [name, share] of Object.entries(value)) {
    if (!Object.hasOwn(NO_FAULTS, name))
      return { problem: `"${name}" is no fault: there are ${Object.keys(NO_FAULTS).join(', ')}.` };
    const most = name === 'stalledStreamHours' ? MOST_STALL_HOURS : MOST_SHARE;
    if (typeof share !== 'number' || !(share >= 0 && share <= most))
      return { problem: `"${name}" must be a number from 0 to ${most}.` };
  }
  const plan: FaultPlan = { ...NO_FAULTS, ...value };
  if (plan.throttles + plan.lostAnswers + plan.crashes > MOST_SHARE)
    return {
      problem: `"throttles", "lostAnswers" and "crashes" are shares of the same calls: ${MOST_SHARE} together.`,
    };
  return { plan };
}
