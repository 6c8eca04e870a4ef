import type { Template } from '../../asl/expressions/expression.ts';
import type { JsonValue } from '../../asl/json.ts';
import type { FieldReader } from './field-reader.ts';
import type { Frame } from './frame.ts';
import { compileNumber } from './number-field.ts';

/** ItemSelector, or in JSONPath its old name Parameters. */
export function compileSelector(fields: FieldReader): Template | undefined {
  return fields.template(!fields.isJsonata && fields.has('Parameters') ? 'Parameters' : 'ItemSelector');
}

/** How many items of a Map may fail. */
export interface ToleratedFailures {
  readonly count: number | undefined;
  readonly percentage: number | undefined;
}

/** ToleratedFailureCount and ToleratedFailurePercentage, or their paths. */
export function compileTolerated(fields: FieldReader): (frame: Frame, input: JsonValue) => Promise<ToleratedFailures> {
  const count = compileNumber(fields, 'ToleratedFailureCount', {
    integer: true,
    min: 0,
    outOfRange: 'ToleratedFailureCount cannot be negative.',
  });
  const percentage = compileNumber(fields, 'ToleratedFailurePercentage', {
    integer: false,
    min: 0,
    max: 100,
    outOfRange: 'ToleratedFailurePercentage must be between 0 and 100.',
  });
  return async (frame, input) => {
    const tolerated = { count: await count(frame, input), percentage: await percentage(frame, input) };
    if (tolerated.count !== undefined) fields.probe?.see('toleratedFailureCount', tolerated.count);
    if (tolerated.percentage !== undefined) fields.probe?.see('toleratedFailurePercentage', tolerated.percentage);
    return tolerated;
  };
}
