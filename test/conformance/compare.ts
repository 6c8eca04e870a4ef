import { isJsonObject, type JsonObject, type JsonValue } from '../../src/asl/json.ts';
import type { Comparator, Expected, RecordedCase } from './case.ts';
import type { Outcome } from './run-case.ts';

/** What differs from the recording; empty when nothing does. */
export function compareOutcome(recorded: RecordedCase, { result, events }: Outcome, comparator: Comparator): string[] {
  comparator.setPlaceholders(recorded.placeholders);
  const { expected } = recorded;
  const differences: string[] = [];
  const actual: Record<string, unknown> = result;
  for (const field of ['status', 'output', 'error', 'cause'] as const) {
    if (field === 'output' ? !('output' in expected) && !('output' in actual) : expected[field] === actual[field])
      continue;
    // DescribeExecution leaves out what a recording of it does not show.
    if (recorded.kind === 'describe_execution' && expected[field] === undefined) continue;
    if (!comparator.match(expected[field], actual[field]))
      differences.push(difference(field, expected[field], actual[field]));
  }
  if (recorded.kind === 'execution' && expected.history)
    differences.push(...compareHistory(expected, events.map(comparable), comparator));
  return differences;
}

/** The recorder left out time stamps and the marks of what was truncated. */
function comparable(event: object): JsonObject {
  const copy = JSON.parse(JSON.stringify(event)) as JsonObject;
  delete copy['timestamp'];
  for (const details of Object.values(copy)) {
    if (typeof details !== 'object' || details === null || Array.isArray(details)) continue;
    delete details['inputDetails'];
    delete details['outputDetails'];
  }
  return copy;
}

function compareHistory(expected: Expected, actual: JsonObject[], comparator: Comparator): string[] {
  const history = expected.history ?? [];
  if (expected.eventOrder === 'total') return compareInOrder(history, actual, comparator);
  // Where the recorder sorted the events of branches it zeroed their ids, and left out how the Parallel ended.
  const kept =
    expected.eventOrder === 'parallel-branches-sorted' ? actual.filter((event) => !isDropped(event, history)) : actual;
  return compareAsSet(history.map(withoutIds), kept.map(withoutIds), comparator);
}

function isDropped(event: JsonObject, history: readonly JsonObject[]): boolean {
  const { type } = event;
  return (
    (type === 'ParallelStateSucceeded' || type === 'ParallelStateFailed') &&
    !history.some((other) => other['type'] === type)
  );
}

function compareInOrder(expected: readonly JsonObject[], actual: JsonObject[], comparator: Comparator): string[] {
  const differences: string[] = [];
  for (let index = 0; index < Math.max(expected.length, actual.length); index++)
    if (!isMatch(expected[index], actual[index], comparator))
      differences.push(difference(`event ${index + 1}`, expected[index], actual[index]));
  return differences;
}

function compareAsSet(expected: JsonObject[], actual: JsonObject[], comparator: Comparator): string[] {
  const left = [...actual];
  const differences: string[] = [];
  for (const event of expected) {
    const index = left.findIndex((candidate) => isMatch(event, candidate, comparator));
    if (index < 0) differences.push(difference('missing', event, undefined));
    else left.splice(index, 1);
  }
  return [...differences, ...left.map((event) => difference('not recorded', undefined, event))];
}

function isMatch(expected: JsonObject | undefined, actual: JsonObject | undefined, comparator: Comparator): boolean {
  return comparator.match(expected, readTexts(expected, actual));
}

/** Where the recorder read a JSON text, ours is read too. */
function readTexts(expected: JsonValue | undefined, actual: JsonValue | undefined): JsonValue | undefined {
  if (typeof actual === 'string' && expected !== undefined && typeof expected !== 'string') {
    try {
      return readTexts(expected, JSON.parse(actual) as JsonValue);
    } catch {
      return actual;
    }
  }
  if (!isJsonObject(expected) || !isJsonObject(actual)) return actual;
  return Object.fromEntries(
    Object.entries(actual).map(([key, value]) => [key, readTexts(expected[key], value) ?? value]),
  );
}

function withoutIds(event: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'id' && key !== 'previousEventId'));
}

function difference(what: string, expected: JsonValue | undefined, actual: unknown): string {
  return `${what}\n      expected ${JSON.stringify(expected)}\n      actual   ${JSON.stringify(actual)}`;
}
