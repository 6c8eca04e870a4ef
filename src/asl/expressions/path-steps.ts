import type { JsonValue } from '../json.ts';
import type { PathRoot } from './expression.ts';

/** A function at the end of a path. Null where it has nothing to work on, as Jayway JsonPath answers. */
export type PathFunction = (value: JsonValue) => JsonValue;

/** Whether an element passes; `root` is what `$` means within the filter. */
export type FilterTest = (element: JsonValue, root: JsonValue) => boolean;

/** One step of a JSONPath. */
export type PathStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  /** `..`: the step after it applies to the value and to everything below. */
  | { readonly kind: 'descend' }
  | { readonly kind: 'filter'; readonly test: FilterTest }
  | { readonly kind: 'function'; readonly name: string; readonly apply: PathFunction };

export interface PathSyntax {
  /** `current`: `@`, within a filter. */
  readonly root: PathRoot | { readonly kind: 'current' };
  readonly steps: readonly PathStep[];
}
