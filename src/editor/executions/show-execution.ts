import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { describeChoice, type ConnectionChoice } from '../../executions/connection-choice.ts';
import { layOutJson } from '../../executions/lay-out-json.ts';
import { logLinkOf } from '../../executions/log-link.ts';
import type { ExecutionAction, ShownExecution, ShownText, StateRow } from '../../protocol/execution-page.ts';
import type { StateCounts } from '../../protocol/execution-snapshot.ts';

/** Characters of a text that the page gets; the whole of it opens in an editor. */
const MOST_SHOWN = 20_000;

/** The beginning of a text, JSON laid out. */
export function showText(text: string): ShownText;
export function showText(text: string | undefined): ShownText | undefined;
export function showText(text: string | undefined): ShownText | undefined {
  if (text === undefined) return undefined;
  const laidOut = layOutJson(text);
  return { text: laidOut.slice(0, MOST_SHOWN), isCut: laidOut.length > MOST_SHOWN };
}

export interface ExecutionFacts {
  readonly executionArn: string;
  readonly choice: ConnectionChoice;
  readonly isExpress: boolean;
  readonly logGroupArn: string | undefined;
}

/** What the page shows of what DescribeExecution tells. */
export function showExecution(
  described: DescribeExecutionOutput,
  { executionArn, choice, isExpress, logGroupArn }: ExecutionFacts,
): ShownExecution {
  const { status = 'RUNNING', name, stateMachineArn = '', startDate, stopDate, redriveCount = 0 } = described;
  const { input, output, error, cause, mapRunArn, redriveStatus, redriveStatusReason } = described;
  const isRedrivable = redriveStatus === 'REDRIVABLE';
  const isOver = status !== 'RUNNING' && status !== 'SUCCEEDED' && status !== 'PENDING_REDRIVE';
  const actions: readonly (readonly [ExecutionAction, boolean])[] = [
    ['stop', (status === 'RUNNING' || status === 'PENDING_REDRIVE') && mapRunArn === undefined],
    ['redrive', isRedrivable],
    ['rerun', mapRunArn === undefined],
    ['compare', !isExpress],
    ['copyCommand', choice.kind !== 'local'],
  ];
  const log = isExpress && logGroupArn !== undefined ? logLinkOf(logGroupArn, executionArn) : undefined;
  return {
    name: name ?? executionArn.split(':').at(-1) ?? '',
    machine: stateMachineArn.split(':').slice(6).join(':'),
    executionArn,
    connection: describeChoice(choice),
    status,
    startDate: startDate?.toISOString(),
    stopDate: stopDate?.toISOString(),
    redriveCount,
    input: showText(input),
    output: showText(output),
    error,
    cause: showText(cause),
    mapRunArn,
    actions: actions.filter(([, isOffered]) => isOffered).map(([action]) => action),
    whyNotRedrivable: isOver && !isRedrivable ? redriveStatusReason : undefined,
    whyNoHistory: isExpress ? explainMissingHistory(choice, log !== undefined) : undefined,
    log,
  };
}

function explainMissingHistory({ kind }: ConnectionChoice, hasLog: boolean): string {
  const none = 'Step Functions keeps no history of Express executions';
  if (kind === 'local')
    return `${none}, and the local one writes no log of them: run it as Standard to see its events.`;
  return hasLog
    ? `${none}: their events are in the log of the state machine.`
    : `${none}, and its state machine does not log: switch logging on to see what its Express executions do.`;
}

/** The table of states, in the order of the definition; those that were not entered are left out. */
export function showStates(
  counts: Readonly<Record<string, StateCounts>>,
  pointers: ReadonlyMap<string, string>,
): StateRow[] {
  return [...pointers].flatMap(([name, pointer]) => {
    const found = counts[pointer];
    return found === undefined ? [] : [{ ...found, name, pointer }];
  });
}
