import type { JsonValue } from '../json.ts';
import type { EvaluationGate } from './evaluation-gate.ts';

/**
 * What an expression can see while it is evaluated.
 *
 * Numbers are JavaScript's throughout: AWS (Java) keeps `1.0` apart from `1`, integers beyond 2^53 and `1.0E21` as they
 * are; here they become `1`, the nearest double and `1e+21`.
 * Wherever a text becomes a value, an integer that would become another one is refused (exact-numbers.ts). No recorded answer
 * of AWS's depends on it.
 */
export interface ExpressionScope {
  /** `$` in JSONPath, `$states.input` in JSONata. */
  readonly input: JsonValue;
  /** The Context object: `$$` in JSONPath, `$states.context` in JSONata. */
  readonly context: JsonValue;
  /** Workflow variables. Whoever nests scopes (Map, Parallel) looks outwards here. */
  readonly variables: VariableReader;
  /** `$states.result`: present where a Task, Map or Parallel has a result. JSONata only. */
  readonly result?: JsonValue | undefined;
  /** `$states.errorOutput`: present within a Catch. JSONata only. */
  readonly errorOutput?: JsonValue | undefined;
  readonly host: ExpressionHost;
}

export interface VariableReader {
  /** Undefined where no such variable has been assigned; null is a value. */
  get(name: string): JsonValue | undefined;
}

export type HashAlgorithm = 'MD5' | 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** What a pure evaluation cannot make by itself. */
export interface ExpressionHost {
  /** Lower-case hexadecimal digest of the text's UTF-8 bytes. */
  hash(algorithm: HashAlgorithm, text: string): string;
  /** At least 0, less than 1. */
  random(): number;
  /** A version 4 UUID. */
  uuid(): string;
  /** The machine's time, for `$now()` and `$millis()`: milliseconds since 1970 (a virtual clock's where there is one). */
  now(): number;
  /** Real time for the limit of one second on a JSONata expression: milliseconds, from any start. */
  monotonic(): number;
  /** Limits how many JSONata evaluations run at once; without it all of them do. */
  readonly gate?: EvaluationGate;
}

/** What is wrong with an expression's text. */
export interface ExpressionProblem {
  /** One line. */
  readonly message: string;
  /** UTF-16 code units from the start of the string that holds the expression. */
  readonly offset: number;
  /** JSON Pointer, within a template, of the value (or of the key's property); "" for a lone expression. */
  readonly pointer: string;
}

export type Compiled<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly ExpressionProblem[] };

/**
 * An evaluation that fails the state: the error's name (`States.Runtime`, `States.QueryEvaluationError`,
 * `States.ResultPathMatchFailure`) and the cause as AWS words it, without the prefix
 * "An error occurred while executing the state …". The only thing that an evaluation throws.
 */
export class EvaluationError extends Error {
  readonly error: string;
  override readonly cause: string;
  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.name = 'EvaluationError';
    this.error = error;
    this.cause = cause;
  }
}

/** A name that an expression reads, and where in the text it is written. */
export interface Reference {
  /** Without `$`: a variable's name, or a dotted path into what is read. */
  readonly name: string;
  readonly offset: number;
}

/** Everything that an expression reads. */
export interface References {
  /** Workflow variables by bare name, once for each place. */
  readonly variables: readonly Reference[];
  /** Paths into the state's input: "" for all of it, else `a.b`, up to the first step that is no plain name. */
  readonly input: readonly Reference[];
  /** Paths into the Context object, same form: `Map.Item.Value`. */
  readonly context: readonly Reference[];
  /** `$states.result` and `$states.errorOutput` are allowed in some fields only. */
  readonly result: readonly Reference[];
  readonly errorOutput: readonly Reference[];
}

/** A JSONPath, compiled. */
export interface Path {
  readonly text: string;
  /** One place at most: no wildcard, `..`, filter, slice or union. An indefinite path always gives an array. */
  readonly definite: boolean;
  readonly references: References;
  /**
   * The value, shared and never copied; undefined when a definite path leads nowhere.
   * @throws EvaluationError when a function (`length()` …) cannot be applied.
   */
  readonly read: (scope: ExpressionScope) => JsonValue | undefined;
}

/** A path of names and indexes only, as ResultPath and the paths of limits are. */
export interface ReferencePath extends Path {
  readonly root: PathRoot;
  /** Names and indexes from the root. */
  readonly steps: readonly (string | number)[];
}

/** What a path starts at: `$`, `$$` or `$name`. */
export type PathRoot = { readonly kind: 'input' } | { readonly kind: 'context' } | VariableRoot;
interface VariableRoot {
  readonly kind: 'variable';
  readonly name: string;
}

/** A JSONPath or an intrinsic function: what a string under a key that ends in `.$` may be. */
export interface PathExpression {
  readonly text: string;
  readonly references: References;
  /** Why it fails whenever it is evaluated, where its text alone tells. */
  readonly flaw?: string | undefined;
  /** @throws EvaluationError */
  readonly evaluate: (scope: ExpressionScope) => JsonValue;
}

/** A JSONata expression (the text without `{%` and `%}`). */
export interface JsonataExpression {
  readonly text: string;
  readonly references: References;
  /**
   * Plain JSON, free of JSONata's own marks. Not a promise where the expression is simple enough to be evaluated
   * directly, so look before awaiting.
   * @throws EvaluationError (or rejects with it): States.QueryEvaluationError
   */
  readonly evaluate: (scope: ExpressionScope) => JsonValue | Promise<JsonValue>;
}

/** Parameters, ResultSelector, ItemSelector, Assign … (JSONPath) or Arguments, Output, Assign, Items … (JSONata). */
export interface Template {
  /** No expression anywhere: evaluate gives the same value each time. */
  readonly constant: boolean;
  readonly references: References;
  /**
   * A new value where there is an expression; constant parts are shared, so nobody may change what this returns.
   * Always plain (no promise) for JSONPath templates.
   * @throws EvaluationError (or rejects with it)
   */
  readonly evaluate: (scope: ExpressionScope) => JsonValue | Promise<JsonValue>;
}

/** One Choice rule of the JSONPath language (Variable + operator, And, Or, Not), compiled. */
export interface ChoiceRule {
  readonly references: References;
  /** @throws EvaluationError: States.Runtime */
  readonly test: (scope: ExpressionScope) => boolean;
}

export interface TemplateOptions {
  readonly queryLanguage: 'JSONPath' | 'JSONata';
  /** The state's field, as errors name it: `Parameters`, `Output`, `Assign`. */
  readonly field: string;
}
