import type { SFNClient } from '@aws-sdk/client-sfn';
import { kindOfFault, noteAction, type FaultKind } from './service-fault.ts';

/** A try of a request that failed and is made again. */
export interface Retry {
  /** `DescribeExecution`. */
  readonly action: string;
  /** Which try it was, from 1; `of` is the most that are made. */
  readonly attempt: number;
  readonly of: number;
  readonly kind: FaultKind;
}

export type OnRetry = (retry: Retry) => void;

/** Requests that do something each time: one whose answer was lost may have been carried out. */
const NOT_REPEATED: ReadonlySet<string> = new Set(['StartSyncExecution']);
const REPEATED_KINDS: ReadonlySet<FaultKind> = new Set(['throttled', 'unreachable', 'late', 'failed']);

/**
 * Watches each try of each request of a client, which the SDK makes again by itself: tells of those that failed, and
 * sees to it that an execution is not started twice because an answer was lost.
 */
export function watchAttempts(client: SFNClient, most: number, onRetry: OnRetry | undefined): void {
  client.middlewareStack.addRelativeTo(
    <Args, Output>(next: (args: Args) => Promise<Output>, context: { readonly commandName?: string }) => {
      const action = (context.commandName ?? '').replace(/Command$/, '');
      let attempt = 0;
      return async (args: Args): Promise<Output> => {
        attempt += 1;
        try {
          return await next(args);
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          noteAction(error, action);
          const kind = kindOfFault(error);
          if (NOT_REPEATED.has(action) && kind !== 'throttled') throw keepFromRepeating(error);
          if (attempt < most && REPEATED_KINDS.has(kind)) onRetry?.({ action, attempt, of: most, kind });
          throw error;
        }
      };
    },
    { relation: 'after', toMiddleware: 'retryMiddleware', name: 'fanoutWatchAttempts' },
  );
}

/** The same for who reads it, with nothing by which the SDK tells that it may be tried again. */
function keepFromRepeating(error: Error): Error {
  if (!REPEATED_KINDS.has(kindOfFault(error))) return error;
  const lost = new Error(`Whether it was started is not known, as no answer came: ${error.message}`);
  lost.name = 'NoAnswer';
  noteAction(lost, 'StartSyncExecution');
  return lost;
}
