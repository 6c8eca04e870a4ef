import type { JsonValue } from '../../asl/json.ts';
import { StatesError, type CallbackListener, type TaskCallbacks, type TaskRunner } from '../contracts.ts';

/** What a state under test is told in the place of its work. */
export type Mock =
  | { readonly kind: 'result'; readonly result: JsonValue }
  | { readonly kind: 'error'; readonly error: string; readonly cause: string | undefined };

/** What the mock brings. @throws StatesError */
export function answerWith(mock: Mock): JsonValue {
  if (mock.kind === 'error') throw new StatesError(mock.error, mock.cause);
  return mock.result;
}

/** Services, and whoever else works for a Task state, that answer with the mock. `taskToken`: the only one there is. */
export function mockTasks(mock: Mock, taskToken: string): { tasks: TaskRunner; callbacks: TaskCallbacks } {
  let waiting: CallbackListener | undefined;
  const pending = { token: taskToken, close: () => undefined };
  return {
    tasks: {
      run: ({ resource }) =>
        new Promise((resolve) => {
          // What such a service answers at once is not the result of the state; its callback brings that.
          if (!resource.endsWith('.waitForTaskToken')) resolve(answerWith(mock));
          else {
            resolve({});
            settle(waiting, mock);
          }
        }),
      close: () => Promise.resolve(),
    },
    callbacks: {
      openToken(listener) {
        waiting = listener;
        return pending;
      },
      scheduleActivity(_activityArn, _input, listener) {
        settle(listener, mock);
        return pending;
      },
    },
  };
}

function settle(listener: CallbackListener | undefined, mock: Mock): void {
  if (mock.kind === 'error') listener?.failed(mock.error, mock.cause);
  else listener?.succeeded(mock.result);
}
