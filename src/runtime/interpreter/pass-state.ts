import type { JsonValue } from '../../asl/json.ts';
import type { FieldReader } from './field-reader.ts';
import type { Frame } from './frame.ts';
import { compileInputOutput, compileOutputAndAssign } from './input-output.ts';
import { StateScope } from './frame.ts';
import type { StatePlan } from './plan.ts';

/** Pass: Result, else Parameters, else its input. */
export function compilePass(fields: FieldReader): StatePlan['run'] {
  if (fields.isJsonata) {
    const finish = compileOutputAndAssign(fields);
    return (frame, input) => finish(frame, new StateScope(frame, input), input);
  }
  const result = fields.value('Result');
  const io = compileInputOutput(fields, 'Parameters');
  if (isPlain(fields) && !fields.probe) return result === undefined ? (_frame, input) => input : () => result;
  return (frame: Frame, input: JsonValue) => {
    const selected = io.selectInput(frame, input);
    const payload = io.makePayload(frame, selected) as JsonValue;
    if (result === undefined) return io.makeOutput(frame, input, selected, payload);
    fields.probe?.see('result', result);
    return io.makeOutput(frame, input, selected, result);
  };
}

const WORKING_FIELDS = ['InputPath', 'Parameters', 'ResultPath', 'OutputPath', 'Assign', 'ResultSelector'];

/** Nothing to evaluate at all: by far the fastest state, and common in machines that are being sketched. */
function isPlain(fields: FieldReader): boolean {
  return WORKING_FIELDS.every((name) => !fields.has(name));
}
