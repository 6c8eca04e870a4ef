import type { RunOutcome } from '../executions/run-outcome.ts';
import { describeCounts } from '../protocol/map-run-progress.ts';

/** For people: how it ended, what it gave, and for each Map Run its counts. */
export function formatOutcome(outcome: RunOutcome): string {
  const { status, seconds, events, error, cause, mapRuns, output } = outcome;
  const lines = [
    `${status} in ${seconds.toFixed(1)} s${events === null ? '' : `, ${events.toLocaleString('en')} events`}`,
  ];
  if (error !== null) lines.push(`error  ${error}`);
  if (cause !== null) lines.push(`cause  ${cause}`);
  for (const { mapRunArn, itemCounts: items, executionCounts: children } of mapRuns) {
    lines.push(`map run ${mapRunArn.split(':').slice(-2).join(':')}`);
    lines.push(`  items      ${describeCounts(items)}`);
    lines.push(`  executions ${describeCounts(children)}`);
  }
  if (status === 'SUCCEEDED') lines.push(`output ${JSON.stringify(output)}`);
  return `${lines.join('\n')}\n`;
}
