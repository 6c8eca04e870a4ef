import type { Path, ReferencePath } from '../../asl/expressions/expression.ts';
import { readSelection } from '../../asl/expressions/paths.ts';
import { writeAt } from '../../asl/expressions/write-at.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';
import type { FieldReader } from './field-reader.ts';
import { StateScope, type Frame } from './frame.ts';
import type { InspectedStep, Probe } from './probe.ts';

/**
 * How a state makes what it works on from its input, and its output from a result: InputPath, Parameters,
 * ResultSelector, ResultPath, OutputPath in JSONPath; Arguments and Output in JSONata; Assign in both.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
 */
export interface InputOutput {
  /** The input after InputPath. */
  selectInput(frame: Frame, input: JsonValue): JsonValue;
  /** Parameters or Arguments; without them the selected input. */
  makePayload(frame: Frame, selected: JsonValue): JsonValue | Promise<JsonValue>;
  /** The state's output; leaves what is to be assigned in `frame.assigned`. */
  makeOutput(frame: Frame, input: JsonValue, selected: JsonValue, result: JsonValue): JsonValue | Promise<JsonValue>;
}

/** `payload`: the name of the field that makes the payload, where the state has one. */
export function compileInputOutput(fields: FieldReader, payload: 'Parameters' | 'Arguments' | undefined): InputOutput {
  return fields.isJsonata ? compileJsonata(fields, payload) : compileJsonPath(fields, payload);
}

function compileJsonata(fields: FieldReader, payloadField: string | undefined): InputOutput {
  const payload = payloadField === undefined ? undefined : fields.template(payloadField);
  const finish = compileOutputAndAssign(fields);
  return {
    selectInput: (_frame, input) => input,
    makePayload: watch(fields.probe, 'afterArguments', (frame, input) =>
      payload ? payload.evaluate(new StateScope(frame, input)) : input,
    ),
    makeOutput: (frame, input, _selected, result) => finish(frame, new StateScope(frame, input, result), result),
  };
}

/** Output and Assign, which see the same variables: what Assign sets is visible from the next state on. */
export function compileOutputAndAssign(
  fields: FieldReader,
): (frame: Frame, scope: StateScope, otherwise: JsonValue) => JsonValue | Promise<JsonValue> {
  const output = fields.template('Output');
  const assign = fields.template('Assign');
  if (!assign) return output ? (_frame, scope) => output.evaluate(scope) : (_frame, _scope, otherwise) => otherwise;
  return (frame, scope, otherwise) => {
    const assigned = assign.evaluate(scope);
    if (assigned instanceof Promise) {
      return assigned.then((values) => {
        frame.assigned = asAssigned(values);
        return output ? output.evaluate(scope) : otherwise;
      });
    }
    frame.assigned = asAssigned(assigned);
    return output ? output.evaluate(scope) : otherwise;
  };
}

function compileJsonPath(fields: FieldReader, payloadField: string | undefined): InputOutput {
  const { probe } = fields;
  const selectInput = compileInputPath(fields);
  const payload = payloadField === undefined ? undefined : fields.template(payloadField);
  const selector = fields.template('ResultSelector');
  const place = compilePlacement(fields.referencePath('ResultPath'));
  const selectOutput = compileSelection(fields.path('OutputPath'));
  const assign = fields.template('Assign');
  return {
    selectInput,
    makePayload: watch(probe, 'afterParameters', (frame, selected) =>
      payload ? payload.evaluate(new StateScope(frame, selected)) : selected,
    ),
    makeOutput: (frame, input, _selected, result) => {
      const chosen = selector ? plain(selector.evaluate(new StateScope(frame, result))) : result;
      probe?.see('afterResultSelector', chosen);
      if (assign) frame.assigned = asAssigned(plain(assign.evaluate(new StateScope(frame, chosen))));
      const placed = place(input, chosen);
      probe?.see('afterResultPath', placed);
      return selectOutput(frame, placed);
    },
  };
}

/** InputPath of JSONPath. */
export function compileInputPath(fields: FieldReader): (frame: Frame, input: JsonValue) => JsonValue {
  return watch(fields.probe, 'afterInputPath', compileSelection(fields.path('InputPath')));
}

/** The same where nobody looks. */
function watch<T extends JsonValue | Promise<JsonValue>>(
  probe: Probe | undefined,
  step: InspectedStep,
  make: (frame: Frame, value: JsonValue) => T,
): (frame: Frame, value: JsonValue) => T {
  if (!probe) return make;
  return (frame, value) => {
    const made = make(frame, value);
    if (made instanceof Promise) return made.then((settled) => (probe.see(step, settled), settled)) as T;
    probe.see(step, made);
    return made;
  };
}

/** InputPath or OutputPath: null gives an empty object, absent everything. */
export function compileSelection(path: Path | null | undefined): (frame: Frame, value: JsonValue) => JsonValue {
  if (path === null) return () => ({});
  if (path === undefined || path.text === '$') return (_frame, value) => value;
  return (frame, value) => readSelection(path, new StateScope(frame, value));
}

/** ResultPath: null drops the result, absent or `$` lets it replace the input. */
export function compilePlacement(
  path: ReferencePath | null | undefined,
): (input: JsonValue, result: JsonValue) => JsonValue {
  if (path === null) return (input) => input;
  if (path === undefined || path.text === '$') return (_input, result) => result;
  return (input, result) => writeAt(input, path, result);
}

/** A JSONPath template never gives a promise (expressions/expression.ts). */
export function plain(value: JsonValue | Promise<JsonValue>): JsonValue {
  if (value instanceof Promise) throw new TypeError('A JSONPath template gave a promise');
  return value;
}

export function asAssigned(values: JsonValue): JsonObject {
  return isJsonObject(values) ? values : {};
}
