import type { JsonObject } from '../asl/json.ts';
import { WORKLOAD_FIELDS } from './workload-fields.ts';

/** The JSON Schema of a workload, made from the same table that checks one: schemas/workload.schema.json. */
export function workloadSchema(): JsonObject {
  const properties: JsonObject = {};
  for (const [name, rule] of Object.entries(WORKLOAD_FIELDS)) {
    const description = `${rule.meaning}.`;
    if (rule.kind === 'boolean') properties[name] = { type: 'boolean', description, default: rule.fallback };
    else if (rule.kind === 'choice')
      properties[name] = { type: 'string', description, enum: [...rule.values], default: rule.fallback };
    else
      properties[name] = {
        type: rule.whole ? 'integer' : 'number',
        description,
        minimum: rule.min,
        maximum: rule.max,
        ...(name === 'items' ? {} : { default: rule.fallback }),
      };
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Workload',
    description: 'What is to be processed, and how: the input of a cost estimate of Fanout Designer.',
    type: 'object',
    properties,
    required: ['items'],
    additionalProperties: false,
  };
}
