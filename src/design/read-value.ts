import type { JsonValue } from '../asl/json.ts';
import type { FormControl } from './form.ts';

/**
 * What somebody has typed for a property; undefined for nothing. Throws, with a line that says why, where it is no such
 * value.
 */
export function readValue(text: string, control: FormControl): JsonValue | undefined {
  const typed = text.trim();
  if (typed === '') return undefined;
  if (control.kind === 'boolean') return typed === 'true';
  const isNumber = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(typed);
  if (control.kind === 'number' && !isNumber) throw new Error('This has to be a number.');
  // A plain number in a field of numbers is one, though an expression may stand there: as a text it would be refused.
  if (control.kind === 'number' || (control.kind === 'expression' && control.isNumber && isNumber))
    return Number(typed);
  if (control.kind === 'expression' && control.isNullable === true && typed === 'null') return null;
  if (control.kind !== 'json') return text;
  try {
    return JSON.parse(typed) as JsonValue;
  } catch (error) {
    throw new Error(`This is no JSON yet: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
