import jsonata from 'jsonata';
import type { JsonObject, JsonValue } from '../json.ts';
import { EvaluationError } from './expression.ts';
import type { Compiled, ExpressionProblem, ExpressionScope, JsonataExpression } from './expression.ts';
import { isDeeperThan, type AstNode } from './jsonata-ast.ts';
import { compileDirect, statesObject } from './jsonata-direct.ts';
import { NOT_DIRECT } from './jsonata-direct-result.ts';
import { HOST_BINDING, JSONATA_FUNCTIONS } from './jsonata-functions.ts';
import { referencesOfJsonata, type JsonataReferences } from './jsonata-references.ts';
import { nameType } from './json-values.ts';

/** AWS gives one JSONata expression a second (docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html). */
const LIMIT_MILLISECONDS = 1_000;
/** The clock is looked at once in so many steps of an evaluation. */
const STEPS_BETWEEN_LOOKS = 256;
/** Evaluations within each other, beyond which AWS gives up: measured there, of every kind of nesting. */
const MOST_DEPTH = 100;
const BOUNDS_BINDING = 'expression bounds';

/** Whether a string is a JSONata expression: `{% … %}`, with nothing outside. */
export function isJsonataText(text: string): boolean {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');
}

/** The expression within `{% … %}` without the blanks around it, and where it starts. */
export function jsonataSource(text: string): { source: string; offset: number } {
  const inner = text.slice(2, -2);
  return { source: inner.trim(), offset: 2 + inner.length - inner.trimStart().length };
}

/** An expression, with all that is known of what it reads. */
interface CompiledJsonata extends JsonataExpression {
  readonly references: JsonataReferences;
}

/**
 * Compiles a JSONata expression (2.0.6, as AWS runs; with AWS's functions and without `$eval`).
 * @param source without `{%` and `%}`.
 * @param field the state's field as AWS's errors name it: `Output`, `Arguments/Payload`.
 */
export function compileJsonata(source: string, field: string): Compiled<CompiledJsonata> {
  let library: jsonata.Expression;
  try {
    library = jsonata(source);
  } catch (error) {
    return { ok: false, problems: [describeSyntaxError(error, source)] };
  }
  const ast = library.ast() as unknown as AstNode;
  const references = referencesOfJsonata(ast);
  const evals = references.functions.filter(({ name }) => name === 'eval');
  if (evals.length > 0)
    return { ok: false, problems: evals.map(({ offset }) => ({ message: NO_EVAL, offset, pointer: '' })) };
  for (const { name } of references.functions) {
    const added = JSONATA_FUNCTIONS.get(name);
    if (added !== undefined) library.registerFunction(name, added.implementation, added.signature);
  }
  const isDeep = isDeeperThan(ast, MOST_DEPTH - 1);
  const watched = references.loops || isDeep;
  if (watched) watchBounds(library);
  const names = [...references.variables, ...references.functions].map(({ name }) => name);
  const evaluateFully = compileFull(library, source, field, new Set(names), watched);
  const direct = isDeep ? undefined : compileDirect(ast);
  return {
    ok: true,
    value: {
      text: source,
      references,
      evaluate(scope) {
        if (direct === undefined) return evaluateFully(scope);
        const value = direct(scope);
        if (value === NOT_DIRECT) return evaluateFully(scope);
        if (value === undefined) throw returnedNothing(source, field);
        return value;
      },
    },
  };
}

const NO_EVAL = '$eval is not supported in Step Functions; $parse reads JSON text';

function describeSyntaxError(error: unknown, source: string): ExpressionProblem {
  const { code, message, position = 0, token = '' } = readError(error);
  // The position is the token's end, except at the end of the text.
  const start = position - token.length;
  const offset = start >= 0 && source.startsWith(token, start) ? start : position;
  return { message: code === undefined ? message : `${code}: ${message}`, offset, pointer: '' };
}

interface LibraryError {
  readonly code: string | undefined;
  readonly message: string;
  readonly position: number | undefined;
  readonly token: string | undefined;
}

/** JSONata throws plain objects, and lets errors of JavaScript through. */
function readError(error: unknown): LibraryError {
  const fields: Record<string, unknown> = typeof error === 'object' && error !== null ? { ...error } : {};
  const message = error instanceof Error ? error.message : fields.message;
  return {
    code: typeof fields.code === 'string' ? fields.code : undefined,
    message: typeof message === 'string' ? message : String(error),
    position: typeof fields.position === 'number' ? fields.position : undefined,
    token: typeof fields.token === 'string' || typeof fields.token === 'number' ? String(fields.token) : undefined,
  };
}

type EvaluateFully = (scope: ExpressionScope) => Promise<JsonValue>;

function compileFull(
  library: jsonata.Expression,
  source: string,
  field: string,
  names: ReadonlySet<string>,
  watched: boolean,
): EvaluateFully {
  const evaluate = async (scope: ExpressionScope): Promise<JsonValue> => {
    const bindings: Record<string, unknown> = { states: statesObject(scope), [HOST_BINDING]: scope.host };
    for (const name of names) {
      const value = scope.variables.get(name);
      if (value !== undefined) bindings[name] = value;
    }
    if (watched) bindings[BOUNDS_BINDING] = { until: scope.host.monotonic() + LIMIT_MILLISECONDS, steps: 0, depth: 0 };
    let result: unknown;
    try {
      result = await library.evaluate(undefined, bindings);
    } catch (error) {
      const { code, message } = readError(error);
      const why = code === undefined ? `: ${message}` : `. ${code}: ${message}`;
      throw evaluationError(source, field, `threw an error during evaluation${why}`);
    }
    if (result === undefined) throw returnedNothing(source, field);
    const plain = toPlain(result);
    if (plain === UNSUPPORTED) throw evaluationError(source, field, 'returned an unsupported result type.');
    return plain;
  };
  return (scope) => (scope.host.gate === undefined ? evaluate(scope) : scope.host.gate.run(() => evaluate(scope)));
}

/** What one evaluation may still take. */
interface Bounds {
  /** Milliseconds of the host's monotonic time. */
  readonly until: number;
  steps: number;
  depth: number;
}

type Watcher = (node: unknown, input: unknown, environment: jsonata.Environment & { isParallelCall?: boolean }) => void;

/**
 * JSONata calls what is bound to these symbols at every step, and awaits it: only expressions that can loop or nest
 * deeply get it. Members of an array that are evaluated beside the first are not counted, as JSONata marks them.
 */
function watchBounds(library: jsonata.Expression): void {
  const onEntry: Watcher = (_node, _input, environment) => {
    const bounds = environment.lookup(BOUNDS_BINDING) as Bounds;
    if (environment.isParallelCall !== true && ++bounds.depth > MOST_DEPTH)
      throw new Error(
        'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.',
      );
    if (++bounds.steps % STEPS_BETWEEN_LOOKS !== 0) return;
    const host = environment.lookup(HOST_BINDING) as ExpressionScope['host'];
    if (host.monotonic() > bounds.until) throw new Error('Expression evaluation timeout: Check for infinite loop');
  };
  const onExit: Watcher = (_node, _input, environment) => {
    if (environment.isParallelCall !== true) (environment.lookup(BOUNDS_BINDING) as Bounds).depth--;
  };
  const { assign } = library as unknown as { assign: (name: symbol, value: unknown) => void };
  assign(Symbol.for('jsonata.__evaluate_entry'), onEntry);
  assign(Symbol.for('jsonata.__evaluate_exit'), onExit);
}

function evaluationError(source: string, field: string, what: string): EvaluationError {
  const cause = `The JSONata expression '${source}' specified for the field '${field}' ${what}`;
  return new EvaluationError('States.QueryEvaluationError', cause);
}

function returnedNothing(source: string, field: string): EvaluationError {
  return evaluationError(source, field, 'returned nothing (undefined).');
}

/**
 * The error for a value of the wrong type where a field wants a certain one.
 * @param expected `array`, `number`, `string`, `boolean` or `object`.
 */
export function unexpectedType(source: string, field: string, expected: string, value: JsonValue): EvaluationError {
  const what = `returned an unexpected result type. Expected '${expected}', but was '${nameType(value)}' for value: `;
  return evaluationError(source, field, what + JSON.stringify(value));
}

const UNSUPPORTED = Symbol('unsupported');

/**
 * The result as plain JSON. JSONata marks arrays of its own with properties, and a function can be a value: such arrays
 * are copied, functions refused, and all else is shared as it is.
 */
function toPlain(value: unknown): JsonValue | typeof UNSUPPORTED {
  if (value === null) return null;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      // As AWS writes what JSON has no number for: "Infinity", "NaN".
      return Number.isFinite(value) ? value : String(value);
    case 'object':
      return Array.isArray(value) ? plainArray(value) : plainObject(value);
    default:
      return UNSUPPORTED;
  }
}

function plainArray(array: readonly unknown[]): JsonValue[] | typeof UNSUPPORTED {
  const plain: JsonValue[] = [];
  let same = Object.keys(array).length === array.length;
  for (const item of array) {
    const value = toPlain(item);
    if (value === UNSUPPORTED) return UNSUPPORTED;
    same &&= value === item;
    plain.push(value);
  }
  return same && !('cons' in array) ? (array as JsonValue[]) : plain;
}

function plainObject(object: object): JsonObject | typeof UNSUPPORTED {
  if ('_jsonata_function' in object || '_jsonata_lambda' in object || object instanceof RegExp) return UNSUPPORTED;
  let plain: JsonObject | undefined;
  for (const [key, member] of Object.entries(object)) {
    const value = toPlain(member);
    if (value === UNSUPPORTED) return UNSUPPORTED;
    if (value === member) continue;
    plain ??= { ...(object as JsonObject) };
    plain[key] = value;
  }
  return plain ?? (object as JsonObject);
}
