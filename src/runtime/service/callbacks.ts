import { randomBytes } from 'node:crypto';
import type { JsonValue } from '../../asl/json.ts';
import { StatesError, type CallbackListener, type PendingCallback, type TaskCallbacks } from '../contracts.ts';
import { ApiError } from './api-error.ts';
import type { ActivityStore } from './activity-store.ts';

/** Task tokens that are out, and the work that waits for the workers of activities. */
export interface Callbacks extends TaskCallbacks {
  /** Whoever waits for this token; throws InvalidToken, or TaskTimedOut when nobody waits any more. */
  find(token: string): CallbackListener;
  /**
   * Takes the oldest work of an activity, waiting for it up to `milliseconds` or until `signal`; undefined when there
   * was none.
   */
  take(activityArn: string, milliseconds: number, signal: AbortSignal): Promise<ActivityTask | undefined>;
}

export interface ActivityTask {
  readonly token: string;
  readonly input: JsonValue;
  readonly listener: CallbackListener;
}

/** How many settled tokens are told apart from ones that never were. */
const REMEMBERED_TOKENS = 10_000;

export function createCallbacks(activities: ActivityStore): Callbacks {
  const open = new Map<string, CallbackListener>();
  const closed = new Set<string>();
  const queues = new Map<string, Map<string, ActivityTask>>();
  const pollers = new Map<string, Set<(task: ActivityTask) => void>>();

  function issue(listener: CallbackListener, onClose: (token: string) => void): PendingCallback {
    const token = randomBytes(96).toString('base64');
    open.set(token, listener);
    return {
      token,
      close() {
        if (!open.delete(token)) return;
        onClose(token);
        closed.add(token);
        if (closed.size <= REMEMBERED_TOKENS) return;
        const [oldest] = closed;
        if (oldest !== undefined) closed.delete(oldest);
      },
    };
  }

  return {
    openToken: (listener) => issue(listener, () => undefined),
    scheduleActivity(activityArn, input, listener) {
      if (activities.find(activityArn) === undefined)
        throw new StatesError('ActivityDoesNotExist', `Activity Does Not Exist: '${activityArn}'`);
      const pending = issue(listener, (token) => queues.get(activityArn)?.delete(token));
      const task = { token: pending.token, input, listener };
      const [poller] = pollers.get(activityArn) ?? [];
      if (poller !== undefined) poller(task);
      else queues.set(activityArn, (queues.get(activityArn) ?? new Map<string, ActivityTask>()).set(task.token, task));
      return pending;
    },
    find(token) {
      const listener = open.get(token);
      if (listener !== undefined) return listener;
      if (closed.has(token))
        throw new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
      throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
    },
    take(activityArn, milliseconds, signal) {
      // Whoever has gone must not take work away from others.
      if (signal.aborted) return Promise.resolve(undefined);
      const queue = queues.get(activityArn);
      const [task] = queue?.values() ?? [];
      if (task !== undefined) {
        queue?.delete(task.token);
        return Promise.resolve(task);
      }
      return new Promise((resolve) => {
        const waiting = pollers.get(activityArn) ?? new Set<(task: ActivityTask) => void>();
        pollers.set(activityArn, waiting);
        const settle = (found: ActivityTask | undefined) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', giveUp);
          waiting.delete(settle);
          resolve(found);
        };
        const giveUp = () => settle(undefined);
        const timer = setTimeout(giveUp, milliseconds);
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.add(settle);
      });
    },
  };
}
