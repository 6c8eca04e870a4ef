import type { ProcessorMode, QueryLanguage } from '../definition.ts';

/** The objects of the language whose keys AWS knows and closes. A payload (Parameters, Result …) is none of them. */
export type ShapeName =
  | 'Machine'
  | 'Pass'
  | 'Task'
  | 'Choice'
  | 'Wait'
  | 'Succeed'
  | 'Fail'
  | 'Parallel'
  | 'Map'
  | 'Branch'
  | 'ItemProcessor'
  | 'ProcessorConfig'
  | 'ItemReader'
  | 'ReaderConfig'
  | 'ItemBatcher'
  | 'ResultWriter'
  | 'WriterConfig'
  | 'Retrier'
  | 'Catcher'
  | 'ChoiceRule'
  | 'NestedChoiceRule';

/**
 * What may stand as a field's value. A CloudFormation substitution may stand for any of them.
 * `referencePath` picks one node of the input (or `null` where `nullable`); `path` may use the whole of JSONPath;
 * `contextPath` may also start at the context object (`$$`) or a variable; `pathOrIntrinsic` may also be an intrinsic
 * function; `template` is a payload: JSON of the user's own, with `.$` keys or `{% %}` strings in it; `literal` is JSON
 * that nothing looks into.
 */
export type FieldValue =
  | { readonly kind: 'string'; readonly maxLength?: number }
  | { readonly kind: 'integer' | 'number'; readonly min: number; readonly max?: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'state' | 'resource' | 'timestamp' | 'literal' | 'states' | 'jsonata' | 'strings' | 'items' }
  | { readonly kind: 'referencePath' | 'path' | 'contextPath' | 'pathOrIntrinsic'; readonly nullable?: true }
  | { readonly kind: 'template'; readonly object?: true }
  | { readonly kind: 'object'; readonly shape: ShapeName }
  | { readonly kind: 'list'; readonly shape: ShapeName; readonly minItems: number };

export interface Field {
  readonly name: string;
  readonly value: FieldValue;
  /** One sentence: what it means, with its limits. Shown on hover, in completion and beside a form's input. */
  readonly about: string;
  readonly page: string;
  readonly required: boolean;
  /** Only in this query language; undefined: in both. */
  readonly queryLanguage: QueryLanguage | undefined;
  /** Only in a Map of this mode; undefined: in both. */
  readonly mode: ProcessorMode | undefined;
  /** In a JSONata state, a `{% … %}` expression may stand in place of the value. */
  readonly expression: boolean;
  /** What AWS takes when the field is absent; undefined where there is no default. */
  readonly default: string | number | boolean | undefined;
  /** The field that replaced it. */
  readonly replacedBy: string | undefined;
}

/** Fields that depend on each other: exactly one, at most one, or at least one of them stands. */
export interface FieldGroup {
  readonly rule: 'one' | 'atMostOne' | 'atLeastOne';
  readonly fields: readonly string[];
}

export interface Shape {
  readonly name: ShapeName;
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
  /** Those of the fields that have to stand. */
  readonly required: readonly Field[];
  readonly groups: readonly FieldGroup[];
  readonly page: string;
}

/** A shape before it is narrowed to one query language and one mode. */
export interface Table {
  readonly name: ShapeName;
  readonly page: string;
  readonly fields: readonly Field[];
  readonly groups: readonly FieldGroup[];
}

type Optional = 'required' | 'queryLanguage' | 'mode' | 'expression' | 'default' | 'replacedBy';

/** A value is written out, or read from the place that the field of the same name with `Path` names: not both. */
export function orPath(name: string): FieldGroup {
  return { rule: 'atMostOne', fields: [name, `${name}Path`] };
}

/** A row of a table: what is left out is not required, stands everywhere, and takes no expression. */
export function field(
  name: string,
  value: FieldValue,
  about: string,
  page: string,
  more: Partial<Pick<Field, Optional>> = {},
): Field {
  return {
    name,
    value,
    about,
    page,
    required: false,
    queryLanguage: undefined,
    mode: undefined,
    expression: false,
    default: undefined,
    replacedBy: undefined,
    ...more,
  };
}

export const REQUIRED = { required: true } as const;
export const JSONPATH = { queryLanguage: 'JSONPath' } as const;
export const JSONATA = { queryLanguage: 'JSONata' } as const;
export const EXPRESSION = { expression: true } as const;
