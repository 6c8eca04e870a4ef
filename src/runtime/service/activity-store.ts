import { nextSequence, type Sequenced, type Unsequenced } from './paging.ts';

export interface Activity extends Sequenced {
  readonly arn: string;
  readonly name: string;
  /** Seconds since 1970. */
  readonly creationDate: number;
}

export interface ActivityStore {
  /** `sequence`: of one that is taken over from another process, the oldest first. */
  add(activity: Unsequenced<Activity>): Activity;
  find(arn: string): Activity | undefined;
  remove(arn: string): void;
  newestFirst(): readonly Activity[];
}

export function createActivityStore(): ActivityStore {
  const activities = new Map<string, Activity>();
  let sequence = 0;
  return {
    add(activity) {
      const stored = { ...activity, sequence: activity.sequence ?? sequence };
      sequence = nextSequence(sequence, stored);
      activities.set(activity.arn, stored);
      return stored;
    },
    find: (arn) => activities.get(arn),
    remove: (arn) => void activities.delete(arn),
    newestFirst: () => [...activities.values()].reverse(),
  };
}
