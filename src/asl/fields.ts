import type { ProcessorMode, QueryLanguage } from './definition.ts';
import { CHOICE_TABLES } from './fields/choice-fields.ts';
import type { Field, Shape, ShapeName, Table } from './fields/field.ts';
import { ITEM_TABLES } from './fields/item-fields.ts';
import { MAP_TABLES } from './fields/map-fields.ts';
import { STATE_TABLES } from './fields/state-fields.ts';
import { STRUCTURE_TABLES } from './fields/structure-fields.ts';

const TABLES: readonly Table[] = [
  ...STRUCTURE_TABLES,
  ...STATE_TABLES,
  ...MAP_TABLES,
  ...ITEM_TABLES,
  ...CHOICE_TABLES,
];
const LANGUAGES: readonly QueryLanguage[] = ['JSONPath', 'JSONata'];
const MODES: readonly (ProcessorMode | undefined)[] = ['INLINE', 'DISTRIBUTED', undefined];
const STATE_TYPES: ReadonlySet<string> = new Set([
  'Pass',
  'Task',
  'Choice',
  'Wait',
  'Succeed',
  'Fail',
  'Parallel',
  'Map',
] satisfies ShapeName[]);

/** By shape, then by language and mode, so that a look-up makes no key of its own. */
const SHAPES: ReadonlyMap<ShapeName, readonly Shape[]> = new Map(
  TABLES.map((table) => [
    table.name,
    LANGUAGES.flatMap((language) => MODES.map((mode) => narrowTable(table, language, mode))),
  ]),
);

const FIELDS: ReadonlyMap<string, ReadonlyMap<string, Field>> = new Map(
  TABLES.map((table) => [table.name, new Map(table.fields.map((field) => [field.name, field]))]),
);

/** The table of a state's `Type`; undefined for a type that the language does not have. */
export function asStateType(type: string | undefined): ShapeName | undefined {
  return type !== undefined && STATE_TYPES.has(type) ? (type as ShapeName) : undefined;
}

/**
 * The keys that an object of the language has. `mode` is that of the Map that it is, or belongs to; undefined (not
 * known, or no Map) gives the keys of both modes.
 */
export function shapeOf(name: ShapeName, language: QueryLanguage, mode?: ProcessorMode): Shape {
  const shape = SHAPES.get(name)?.[LANGUAGES.indexOf(language) * MODES.length + MODES.indexOf(mode)];
  if (shape === undefined) throw new RangeError(`no table for ${name}`);
  return shape;
}

/** A field by its name, in whatever query language and mode it exists; undefined when the shape never has it. */
export function findField(shape: ShapeName, name: string): Field | undefined {
  return FIELDS.get(shape)?.get(name);
}

function narrowTable(table: Table, language: QueryLanguage, mode: ProcessorMode | undefined): Shape {
  const fields = table.fields.filter(
    (field) =>
      (field.queryLanguage === undefined || field.queryLanguage === language) &&
      (field.mode === undefined || mode === undefined || field.mode === mode),
  );
  const byName = new Map(fields.map((field) => [field.name, field]));
  // Not by mode: two fields that exclude each other do so where neither has an effect, too.
  const inLanguage = new Set(
    table.fields
      .filter(({ queryLanguage }) => queryLanguage === undefined || queryLanguage === language)
      .map(({ name }) => name),
  );
  const groups = table.groups
    .map((group) => ({ rule: group.rule, fields: group.fields.filter((name) => inLanguage.has(name)) }))
    .filter((group) => group.fields.length > 0 && !(group.rule === 'atMostOne' && group.fields.length < 2));
  return {
    name: table.name,
    page: table.page,
    fields,
    byName,
    required: fields.filter(({ required }) => required),
    groups,
  };
}
