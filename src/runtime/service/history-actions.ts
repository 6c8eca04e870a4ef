import type { JsonObject } from '../../asl/json.ts';
import type { HistoryEvent } from '../history/events.ts';
import { ARN, defineAction } from './action.ts';
import { findExecution } from './find.ts';
import { PAGING, pageSize, readToken, writeToken } from './paging.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
export const getExecutionHistory = defineAction({
  fields: {
    executionArn: ARN,
    reverseOrder: { type: 'boolean' },
    includeExecutionData: { type: 'boolean' },
    ...PAGING,
  },
  run({ executionArn, reverseOrder = false, includeExecutionData = true, maxResults, nextToken }, service) {
    const { history } = findExecution(service, executionArn).execution;
    const scope = ['history', executionArn, reverseOrder, includeExecutionData].join(' ');
    const count = pageSize(maxResults);
    const from = readToken(scope, nextToken) ?? (reverseOrder ? history.length : 1);
    const events = history.read({ from, count, reverse: reverseOrder });
    const last = events.at(-1)?.id;
    const next = last === undefined ? undefined : reverseOrder ? last - 1 : last + 1;
    const more = next !== undefined && next >= 1 && next <= history.length;
    return {
      events: (includeExecutionData ? events : events.map(withoutData)) as unknown as JsonObject[],
      ...(more ? { nextToken: writeToken(scope, next) } : {}),
    };
  },
});

/** "Input or output of a history event", as AWS says it; errors stay. */
const DATA_FIELDS = new Set(['input', 'output', 'assignedVariables', 'parameters']);

function withoutData(event: HistoryEvent): HistoryEvent {
  return Object.fromEntries(
    Object.entries(event).map(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? [key, Object.fromEntries(Object.entries(value).filter(([field]) => !DATA_FIELDS.has(field)))]
        : [key, value],
    ),
  ) as unknown as HistoryEvent;
}
