import type { Clock, Pace, TaskRunner } from '../contracts.ts';
import type { MapRuns } from '../map-run/map-runs.ts';
import type { ActivityStore } from './activity-store.ts';
import type { ArnFactory } from './arns.ts';
import type { Callbacks } from './callbacks.ts';
import type { ExecutionStore } from './execution-store.ts';
import type { MachineStore } from './machine-store.ts';
import type { ServiceJournal } from './service-journal.ts';
import type { TagStore } from './tag-store.ts';

/** What the actions of the API work on: one account in one region, for as long as the process lives. */
export interface Service {
  /** `off` lifts the quotas of AWS, in requests as in executions. */
  readonly limits: 'aws' | 'off';
  readonly arns: ArnFactory;
  readonly clock: Clock;
  /** Undefined: as fast as it can. */
  readonly pace: Pace | undefined;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly tasks: TaskRunner;
  readonly callbacks: Callbacks;
  readonly mapRuns: MapRuns;
  readonly activities: ActivityStore;
  readonly machines: MachineStore;
  readonly executions: ExecutionStore;
  readonly tags: TagStore;
  /** Absent: nothing outlives the process. */
  readonly journal?: ServiceJournal | undefined;
}

/** Now, in seconds since 1970 with milliseconds as the fraction, as the JSON protocol carries time. */
export function now(service: Service): number {
  return service.clock.now() / 1000;
}
