import type { QueryLanguage } from '../asl/definition.ts';
import { shapeOf } from '../asl/fields.ts';
import type { Field, FieldGroup, ShapeName } from '../asl/fields/field.ts';
import type { JsonObject } from '../asl/json.ts';
import { setKey } from '../asl/values.ts';

const LANGUAGES: readonly QueryLanguage[] = ['JSONPath', 'JSONata'];
const STATE_TYPES = ['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'] as const;
const STATE_SHAPES: ReadonlySet<ShapeName> = new Set<ShapeName>(STATE_TYPES);
const OBJECTS: readonly ShapeName[] = [
  ...STATE_TYPES,
  'Branch',
  'ItemProcessor',
  'ProcessorConfig',
  'ItemReader',
  'ReaderConfig',
  'ItemBatcher',
  'ResultWriter',
  'WriterConfig',
  'Retrier',
  'Catcher',
  'ChoiceRule',
  'NestedChoiceRule',
];

/** A `{% … %}` string, and a string in which a substitution stands. */
const EXPRESSION: JsonObject = { type: 'string', pattern: '^\\{%[\\s\\S]*%\\}$' };
const SUBSTITUTION: JsonObject = { type: 'string', pattern: '\\$\\{[^}]+\\}' };

/**
 * The JSON Schema (draft-07) of a state machine, for tools that know JSON Schema only, made from the same tables that
 * the rules are: schemas/asl.schema.json. Keys are closed where AWS's are. What a schema cannot tell (where jumps lead,
 * what expressions mean, which fields a Map's mode excludes, a state machine's mixed query languages beyond one level) is
 * left to the rules: a text that they accept is accepted here.
 */
export function languageSchema(): JsonObject {
  const definitions: JsonObject = {};
  for (const language of LANGUAGES) {
    for (const name of OBJECTS) definitions[nameOf(name, language)] = objectSchema(name, language);
    definitions[`State_${language}`] = stateSchema(language);
  }
  const machines = LANGUAGES.map((language) => machineSchema(language));
  const [jsonPath = {}, jsonata = {}] = machines;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Amazon States Language',
    description: 'A state machine of AWS Step Functions.',
    type: 'object',
    if: { properties: { QueryLanguage: { const: 'JSONata' } }, required: ['QueryLanguage'] },
    then: jsonata,
    else: jsonPath,
    definitions,
  };
}

function nameOf(shape: ShapeName, language: QueryLanguage): string {
  return `${shape}_${language}`;
}

function ref(name: string): JsonObject {
  return { $ref: `#/definitions/${name}` };
}

function machineSchema(language: QueryLanguage): JsonObject {
  return objectSchema('Machine', language);
}

/** A state is read by its Type, in its own query language; the Map's mode only decides what has an effect. */
function stateSchema(language: QueryLanguage): JsonObject {
  const byType = (queryLanguage: QueryLanguage): JsonObject[] =>
    STATE_TYPES.map((type) => ({
      if: { properties: { Type: { const: type } }, required: ['Type'] },
      then: ref(nameOf(type, queryLanguage)),
    }));
  const own = { allOf: byType(language) };
  return {
    type: 'object',
    required: ['Type'],
    properties: { Type: { enum: [...STATE_TYPES] } },
    ...(language === 'JSONata'
      ? own
      : {
          if: { properties: { QueryLanguage: { const: 'JSONata' } }, required: ['QueryLanguage'] },
          then: { allOf: byType('JSONata') },
          else: own,
        }),
  };
}

function objectSchema(name: ShapeName, language: QueryLanguage): JsonObject {
  const shape = shapeOf(name, language);
  const properties: JsonObject = {};
  for (const field of shape.fields) setKey(properties, field.name, fieldSchema(field, language));
  const required = shape.fields.filter((field) => field.required).map((field) => field.name);
  const groups = shape.groups.flatMap(groupSchema);
  return {
    type: 'object',
    description: `${STATE_SHAPES.has(name) ? `${name} state` : name}: ${shape.page}`,
    properties,
    ...(required.length > 0 ? { required } : {}),
    ...(groups.length > 0 ? { allOf: groups } : {}),
    additionalProperties: false,
  };
}

/** `"End": false` says nothing, so it does not count as one of a group. */
function groupSchema({ rule, fields }: FieldGroup): JsonObject[] {
  const present = (name: string): JsonObject =>
    name === 'End' ? { required: [name], properties: { [name]: { not: { const: false } } } } : { required: [name] };
  const schemas: JsonObject[] = [];
  if (rule !== 'atMostOne') schemas.push({ anyOf: fields.map(present) });
  if (rule !== 'atLeastOne' && fields.length > 1)
    schemas.push({ oneOf: [...fields.map(present), { not: { anyOf: fields.map(present) } }] });
  return schemas;
}

function fieldSchema(field: Field, language: QueryLanguage): JsonObject {
  const alternatives = valueSchemas(field, language);
  if (language === 'JSONata' && field.expression && !isAnything(field)) alternatives.push(EXPRESSION);
  const [only] = alternatives;
  return {
    description: `${field.about} ${field.page}`,
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(alternatives.length === 1 ? only : { anyOf: alternatives }),
  };
}

function isAnything({ value }: Field): boolean {
  return value.kind === 'literal' || value.kind === 'items' || (value.kind === 'template' && !value.object);
}

function valueSchemas(field: Field, language: QueryLanguage): JsonObject[] {
  const { value } = field;
  switch (value.kind) {
    case 'string':
      return [{ type: 'string', ...(value.maxLength === undefined ? {} : { maxLength: value.maxLength }) }];
    case 'integer':
    case 'number': {
      const range: JsonObject = {
        ...(Number.isFinite(value.min) ? { minimum: value.min } : {}),
        ...(value.max === undefined ? {} : { maximum: value.max }),
      };
      return [{ type: value.kind, ...range }, SUBSTITUTION];
    }
    case 'boolean':
      return [{ type: 'boolean' }, SUBSTITUTION];
    case 'enum':
      return [{ enum: [...value.values] }, SUBSTITUTION];
    case 'state':
    case 'resource':
    case 'timestamp':
      return [{ type: 'string' }];
    case 'jsonata':
      return [{ type: ['string', 'boolean'] }];
    case 'referencePath':
    case 'path':
    case 'contextPath':
    case 'pathOrIntrinsic':
      return [{ type: value.nullable ? ['string', 'null'] : 'string' }];
    case 'strings':
      return [{ type: 'array', items: { type: 'string' }, minItems: 1 }];
    case 'object':
      return [ref(nameOf(value.shape, language))];
    case 'list':
      return [{ type: 'array', items: ref(nameOf(value.shape, language)), minItems: value.minItems }];
    case 'states':
      return [{ type: 'object', additionalProperties: ref(`State_${language}`), minProperties: 1 }];
    case 'template':
      return value.object ? [{ type: 'object' }] : [{}];
    case 'items':
    case 'literal':
      return [{}];
  }
}
