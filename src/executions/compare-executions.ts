import type { DescribeExecutionOutput, HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { createHash } from 'node:crypto';
import { detailsOf } from './event-details.ts';
import { readExecutionMachine } from './execution-machine.ts';
import { HistoryStates } from './history-states.ts';
import { layOutJson } from './lay-out-json.ts';

/** One time that an execution was in a state. Texts are JSON, laid out; of long ones the beginning and a digest. */
export interface StateVisit {
  readonly state: string;
  /** How often it had been entered then, from 1. */
  readonly nth: number;
  readonly input: string | undefined;
  output: string | undefined;
  /** Its last error and cause, also where it was retried or caught. */
  error: string | undefined;
}

/** What is compared of an execution. */
export interface ComparedExecution {
  readonly executionArn: string;
  readonly status: string;
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly error: string | undefined;
  /** In the order in which states were entered. */
  readonly visits: readonly StateVisit[];
}

export type DifferencePart = 'input' | 'error' | 'output' | 'only in the first' | 'only in the second' | 'status';

/** Where two executions first differ, by the order of the first one. */
export interface Difference {
  /** Undefined: the execution itself. */
  readonly state: string | undefined;
  readonly nth: number;
  readonly what: DifferencePart;
}

/** Characters that are kept of a text: histories have up to 25,000 events of 256 KiB. */
const MOST_KEPT = 4000;

/**
 * Reads what is to be compared, with the data of the whole history. Rejects with the API's error: Express executions have
 * no history.
 */
export async function readComparedExecution(
  client: SFNClient,
  executionArn: string,
  signal?: AbortSignal,
): Promise<ComparedExecution> {
  const { DescribeExecutionCommand, paginateGetExecutionHistory } = await import('@aws-sdk/client-sfn');
  const options = signal === undefined ? {} : { abortSignal: signal };
  const { outline } = await readExecutionMachine(client, executionArn, signal);
  const described = await client.send(new DescribeExecutionCommand({ executionArn }), options);
  const visits = new VisitCollector(new HistoryStates(outline.pointers));
  const request = { executionArn, includeExecutionData: true };
  for await (const page of paginateGetExecutionHistory({ client, pageSize: 1000 }, request, options))
    visits.add(page.events ?? []);
  return { ...describeExecution(executionArn, described), visits: visits.visits };
}

function describeExecution(
  executionArn: string,
  { status = 'RUNNING', input, output, error, cause }: DescribeExecutionOutput,
): Omit<ComparedExecution, 'visits'> {
  return { executionArn, status, input: keep(input), output: keep(output), error: nameError(error, cause) };
}

/** Makes visits of the events of a history. */
export class VisitCollector {
  readonly #states: HistoryStates;
  readonly #byId = new Map<number, StateVisit>();
  readonly #times = new Map<string, number>();

  constructor(states: HistoryStates) {
    this.#states = states;
  }

  get visits(): readonly StateVisit[] {
    return [...this.#byId.values()];
  }

  /** Adds the next events, with their data. */
  add(events: readonly HistoryEvent[]): void {
    this.#states.add(events);
    for (const event of events) this.#addEvent(event);
  }

  #addEvent(event: HistoryEvent): void {
    const { id = 0, type = '' } = event;
    const of = this.#states.visitOf(id);
    if (of === undefined) return;
    const { input, output, error, cause } = detailsOf(event) as Readonly<Record<string, string | undefined>>;
    if (type.endsWith('StateEntered')) {
      const nth = (this.#times.get(of.name) ?? 0) + 1;
      this.#times.set(of.name, nth);
      this.#byId.set(of.id, { state: of.name, nth, input: keep(input), output: undefined, error: undefined });
      return;
    }
    const visit = this.#byId.get(of.id);
    if (visit === undefined || type.startsWith('Execution')) return;
    if (type.endsWith('StateExited')) visit.output = keep(output);
    if (error !== undefined || cause !== undefined) visit.error = nameError(error, cause);
  }
}

/** Where they first differ; undefined: nowhere. Visits are paired by state and how often it had been entered. */
export function findDifference(one: ComparedExecution, other: ComparedExecution): Difference | undefined {
  if (one.input !== other.input) return { state: undefined, nth: 1, what: 'input' };
  const others = new Map(other.visits.map((visit) => [keyOf(visit), visit]));
  for (const visit of one.visits) {
    const paired = others.get(keyOf(visit));
    others.delete(keyOf(visit));
    const what = paired === undefined ? 'only in the first' : differenceOf(visit, paired);
    if (what !== undefined) return { state: visit.state, nth: visit.nth, what };
  }
  const [more] = others.values();
  if (more !== undefined) return { state: more.state, nth: more.nth, what: 'only in the second' };
  if (one.status !== other.status) return { state: undefined, nth: 1, what: 'status' };
  const what = differenceOf(one, other);
  return what === undefined ? undefined : { state: undefined, nth: 1, what };
}

function differenceOf(
  one: Pick<StateVisit, 'input' | 'output' | 'error'>,
  other: Pick<StateVisit, 'input' | 'output' | 'error'>,
): 'input' | 'error' | 'output' | undefined {
  return (['input', 'error', 'output'] as const).find((part) => one[part] !== other[part]);
}

/**
 * An execution as a text that can be read beside another: its states in the order of `order`, so that those that run at
 * the same time do not differ by who was first.
 */
export function printExecution(execution: ComparedExecution, order: ComparedExecution): string {
  const ranks = new Map(order.visits.map((visit, index) => [keyOf(visit), index]));
  const rank = (visit: StateVisit): number => ranks.get(keyOf(visit)) ?? Number.MAX_SAFE_INTEGER;
  const visits = execution.visits.toSorted((one, other) => rank(one) - rank(other));
  return [
    `# Execution ${execution.executionArn.split(':').slice(6).join(':')}`,
    `status: ${execution.status}`,
    ...printPart('input', execution.input),
    '',
    ...visits.flatMap((visit) => [
      `# ${visit.state}${visit.nth === 1 ? '' : `, entered for the ${ordinal(visit.nth)} time`}`,
      ...printPart('input', visit.input),
      ...printPart('error', visit.error),
      ...printPart('output', visit.output),
      '',
    ]),
    '# End',
    ...printPart('error', execution.error),
    ...printPart('output', execution.output),
    '',
  ].join('\n');
}

const printPart = (name: string, text: string | undefined): string[] =>
  text === undefined ? [] : [`${name}: ${text}`];

const keyOf = ({ state, nth }: StateVisit): string => `${nth} ${state}`;

const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' });

const ordinal = (value: number): string => `${value}${ENDINGS[ORDINALS.select(value)] ?? 'th'}`;

function nameError(error: string | undefined, cause: string | undefined): string | undefined {
  if (error === undefined && cause === undefined) return undefined;
  return keep([error, cause].filter((part) => part !== undefined).join(': '));
}

function keep(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const laidOut = layOutJson(text);
  if (laidOut.length <= MOST_KEPT) return laidOut;
  const digest = createHash('sha256').update(laidOut).digest('hex').slice(0, 16);
  const more = (laidOut.length - MOST_KEPT).toLocaleString('en-US');
  return `${laidOut.slice(0, MOST_KEPT)}\n… ${more} more characters (digest ${digest})`;
}
