import type { JsonValue } from '../../asl/json.ts';
import type { Path } from '../../asl/expressions/expression.ts';
import { parseTimestamp } from '../../asl/expressions/timestamps.ts';
import { FieldError } from './failure.ts';
import type { FieldReader } from './field-reader.ts';
import { StateScope, type Frame } from './frame.ts';
import { compileInputOutput } from './input-output.ts';
import { compileNumber, unexpectedType } from './number-field.ts';
import type { StatePlan } from './plan.ts';

/** Milliseconds to wait. */
type Duration = (frame: Frame, input: JsonValue) => number | Promise<number>;

/** Wait: Seconds, SecondsPath, Timestamp or TimestampPath. */
export function compileWait(fields: FieldReader): StatePlan['run'] {
  const duration = compileDuration(fields);
  const io = compileInputOutput(fields, undefined);
  return (frame, input) => {
    const selected = io.selectInput(frame, input);
    const milliseconds = duration(frame, selected);
    const finish = (): JsonValue | Promise<JsonValue> => io.makeOutput(frame, selected, selected, selected);
    if (typeof milliseconds === 'number' && milliseconds <= 0) return finish();
    return Promise.resolve(milliseconds)
      .then((length) => frame.run.sleep(length, frame.group.signal))
      .then(finish);
  };
}

function compileDuration(fields: FieldReader): Duration {
  const { isJsonata } = fields;
  if (fields.has('Timestamp')) return compileTimestamp(fields);
  if (!isJsonata && fields.has('TimestampPath')) {
    const path = fields.path('TimestampPath');
    return path ? (frame, input) => until(frame, readTimestamp(path, frame, input)) : () => 0;
  }
  if (!isJsonata && fields.has('SecondsPath')) {
    const path = fields.path('SecondsPath');
    return path ? (frame, input) => readSeconds(path, frame, input) * 1000 : () => 0;
  }
  if (!fields.has('Seconds')) fields.refuse('Seconds', 'is missing: a Wait state needs it, or another time');
  const seconds = compileNumber(fields, 'Seconds', { integer: true, min: 0 });
  return (frame, input) => {
    const length = seconds(frame, input);
    return length instanceof Promise ? length.then((value) => (value ?? 0) * 1000) : (length ?? 0) * 1000;
  };
}

function compileTimestamp(fields: FieldReader): Duration {
  const template = fields.template('Timestamp');
  const source = fields.value('Timestamp');
  const read = (frame: Frame, value: JsonValue): number => {
    const time = readTime(value);
    if (time !== undefined) return until(frame, time);
    if (fields.isJsonata && typeof value !== 'string') throw unexpectedType(source, 'Timestamp', 'string', value);
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    throw new FieldError(
      fields.isJsonata ? 'States.QueryEvaluationError' : 'States.Runtime',
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${shown}`,
      'Timestamp',
    );
  };
  return (frame, input) => {
    const value = template?.evaluate(new StateScope(frame, input)) ?? null;
    return value instanceof Promise ? value.then((settled) => read(frame, settled)) : read(frame, value);
  };
}

function readTimestamp(path: Path, frame: Frame, input: JsonValue): number {
  const value = required(path, 'TimestampPath', frame, input);
  const time = readTime(value);
  if (time !== undefined) return time;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  throw new FieldError(
    'States.Runtime',
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path.text} == ${shown}`,
  );
}

function readSeconds(path: Path, frame: Frame, input: JsonValue): number {
  const value = required(path, 'SecondsPath', frame, input);
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new FieldError(
      'States.Runtime',
      `The SecondsPath parameter does not reference a valid integer: ${path.text} == ${shown}`,
    );
  if (value < 0)
    throw new FieldError(
      'States.Runtime',
      `The SecondsPath parameter references a negative value: ${path.text} == ${shown}`,
    );
  return value;
}

function required(path: Path, field: string, frame: Frame, input: JsonValue): JsonValue {
  const value = path.read(new StateScope(frame, input));
  if (value !== undefined) return value;
  throw new FieldError('States.Runtime', `The ${field} parameter does not reference an input value: ${path.text}`);
}

function until(frame: Frame, time: number): number {
  return Math.max(0, time - frame.run.options.clock.now());
}

/** Milliseconds since 1970; undefined for anything that is no such time. */
function readTime(value: JsonValue): number | undefined {
  const nanoseconds = typeof value === 'string' ? parseTimestamp(value) : undefined;
  return nanoseconds === undefined ? undefined : Number(nanoseconds / 1_000_000n);
}
