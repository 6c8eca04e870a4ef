import type { HistoryEvent, MapRunExecutionCounts, MapRunItemCounts, SFNClient } from '@aws-sdk/client-sfn';
import type { MapRunCounts, MapRunSnapshot } from '../protocol/execution-snapshot.ts';

type Counts = MapRunExecutionCounts | MapRunItemCounts;

/** The Map Runs of an execution with their counts, in the order of their start. `pointerOf`: of the Map, by Map Run ARN. */
export async function readMapRuns(
  client: SFNClient,
  executionArn: string,
  pointerOf: (mapRunArn: string) => string,
  signal?: AbortSignal,
): Promise<MapRunSnapshot[]> {
  const { DescribeMapRunCommand, paginateListMapRuns } = await import('@aws-sdk/client-sfn');
  const options = signal === undefined ? {} : { abortSignal: signal };
  const arns: string[] = [];
  for await (const page of paginateListMapRuns({ client }, { executionArn }, options))
    for (const { mapRunArn } of page.mapRuns ?? []) if (mapRunArn !== undefined) arns.push(mapRunArn);
  const snapshots: MapRunSnapshot[] = [];
  for (const mapRunArn of arns.reverse()) {
    const answer = await client.send(new DescribeMapRunCommand({ mapRunArn }), options);
    snapshots.push({
      mapRunArn,
      pointer: pointerOf(mapRunArn),
      status: answer.status ?? 'RUNNING',
      itemCounts: readCounts(answer.itemCounts),
      executionCounts: readCounts(answer.executionCounts),
      limits: {
        maxConcurrency: answer.maxConcurrency ?? 0,
        toleratedFailurePercentage: answer.toleratedFailurePercentage ?? 0,
        toleratedFailureCount: answer.toleratedFailureCount ?? 0,
      },
    });
  }
  return snapshots;
}

function readCounts(counts: Counts | undefined): MapRunCounts {
  return {
    pending: counts?.pending ?? 0,
    running: counts?.running ?? 0,
    succeeded: counts?.succeeded ?? 0,
    failed: counts?.failed ?? 0,
    timedOut: counts?.timedOut ?? 0,
    aborted: counts?.aborted ?? 0,
    total: counts?.total ?? 0,
    resultsWritten: counts?.resultsWritten ?? 0,
    failuresNotRedrivable: counts?.failuresNotRedrivable ?? 0,
    pendingRedrive: counts?.pendingRedrive ?? 0,
  };
}

/** How many events an execution has had. */
export async function countEvents(client: SFNClient, executionArn: string, signal?: AbortSignal): Promise<number> {
  const { GetExecutionHistoryCommand } = await import('@aws-sdk/client-sfn');
  const request = { executionArn, reverseOrder: true, maxResults: 1, includeExecutionData: false };
  const answer = await client.send(
    new GetExecutionHistoryCommand(request),
    signal === undefined ? {} : { abortSignal: signal },
  );
  // Some endpoints give all events, the first one first, whatever is asked.
  return Math.max(0, ...(answer.events ?? []).map(({ id = 0 }) => id));
}

/** The most events that one request gives. */
const MOST_EVENTS = 1000;

/**
 * The events after `lastId`, in the order of their ids, without data. AWS has no token for what is still to come, so
 * they are read from the end backwards, once it is known how many there are: nothing is sent a second time.
 */
export async function readNewEvents(
  client: SFNClient,
  executionArn: string,
  lastId: number,
  signal?: AbortSignal,
): Promise<HistoryEvent[]> {
  const fresh = (await countEvents(client, executionArn, signal)) - lastId;
  if (fresh <= 0) return [];
  const { paginateGetExecutionHistory } = await import('@aws-sdk/client-sfn');
  const pages = paginateGetExecutionHistory(
    { client, pageSize: Math.min(fresh, MOST_EVENTS) },
    { executionArn, reverseOrder: true, includeExecutionData: false },
    signal === undefined ? {} : { abortSignal: signal },
  );
  const events: HistoryEvent[] = [];
  for await (const page of pages) {
    for (const event of page.events ?? []) if ((event.id ?? 0) > lastId) events.push(event);
    if ((events.at(-1)?.id ?? 0) <= lastId + 1) break;
  }
  return events.sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
}
