import type { JsonValue } from '../../asl/json.ts';
import type { FormControl } from '../../design/form.ts';
import type { StateForm } from '../../protocol/designer.ts';

/**
 * What somebody has typed for a property; undefined for nothing. Throws, with a line that says why, where it is no such
 * value.
 */
export function readValue(
  text: string,
  kind: Exclude<FormControl['kind'], 'choice' | 'boolean'>,
  language: StateForm['queryLanguage'],
): JsonValue | undefined {
  const typed = text.trim();
  if (typed === '') return undefined;
  const isNumber = /^-?\d+(\.\d+)?$/.test(typed);
  if (kind === 'number' && !isNumber) throw new Error(`${typed} is no number.`);
  // A plain number where an expression may stand is one: as a text it would be refused.
  if (kind === 'number' || (kind === 'expression' && language === 'JSONata' && isNumber)) return Number(typed);
  return kind === 'json' ? (JSON.parse(typed) as JsonValue) : text;
}
