import { isJsonObject, type JsonValue } from '../json.ts';
import { ExpressionSyntaxError, type Cursor } from './cursor.ts';
import { EvaluationError } from './expression.ts';
import type { Compiled, ExpressionScope, Path, PathRoot, ReferencePath } from './expression.ts';
import { getOwn } from './json-values.ts';
import type { PathStep, PathSyntax } from './path-steps.ts';
import { parsePathAt } from './path-syntax.ts';
import { explainMissing, isDefinite, readSteps } from './path-walk.ts';
import { referencesOfPath } from './references.ts';

type Read = (scope: ExpressionScope) => JsonValue | undefined;

/**
 * Compiles a JSONPath as AWS reads it (https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html):
 * names, indexes (negative ones count from the end), `*`, `..`, slices, unions, filters, a function at the end; from
 * `$` (input), `$$` (Context object) or `$name` (variable).
 */
export function compilePath(text: string): Compiled<Path> {
  try {
    const cursor: Cursor = { text, offset: 0 };
    const syntax = parsePathAt(cursor, false);
    if (cursor.offset < text.length) throw new ExpressionSyntaxError(describeRest(text, cursor.offset), cursor.offset);
    return { ok: true, value: buildPath(text, syntax, 0) };
  } catch (error) {
    return failed(error);
  }
}

function describeRest(text: string, offset: number): string {
  const character = text[offset] ?? '';
  return /\s/.test(character)
    ? "A name that holds blanks stands in brackets and quotes: $['my name']"
    : `Unexpected '${character}' in the path`;
}

/** What a syntax error becomes at the entry of a parser; anything else is a bug and goes on. */
export function failed(error: unknown): {
  ok: false;
  problems: [{ message: string; offset: number; pointer: string }];
} {
  if (!(error instanceof ExpressionSyntaxError)) throw error;
  return { ok: false, problems: [{ message: error.message, offset: error.offset, pointer: '' }] };
}

/** @param offset where the path starts in the string that its references are counted from. */
export function buildPath(text: string, syntax: PathSyntax, offset: number): Path {
  const { root, steps } = syntax;
  if (root.kind === 'current') throw new ExpressionSyntaxError("'@' stands within a filter only", offset);
  return {
    text,
    definite: isDefinite(steps),
    references: referencesOfPath(root, steps, offset),
    read: compileRead(root, steps),
    ...(isReference(steps)
      ? { root, steps: steps.map((step) => (step.kind === 'name' ? step.name : step.index)) }
      : {}),
  };
}

type ReferenceStep = Extract<PathStep, { kind: 'name' | 'index' }>;

function isReference(steps: readonly PathStep[]): steps is readonly ReferenceStep[] {
  return steps.every((step) => step.kind === 'name' || step.kind === 'index');
}

/**
 * A path that names one place only: names and indexes from 0 on
 * (https://states-language.net/spec.html#ref-paths).
 */
export function compileReferencePath(text: string): Compiled<ReferencePath> {
  const compiled = compilePath(text);
  if (!compiled.ok) return compiled;
  const path = compiled.value;
  if (isReferencePath(path) && path.steps.every((step) => typeof step === 'string' || step >= 0))
    return { ok: true, value: path };
  const message =
    "A Reference Path names one place: it has no '@', ',', ':', '?', '*', '..', function or negative index";
  return { ok: false, problems: [{ message, offset: 0, pointer: '' }] };
}

/** Whether a path is made of names and indexes only. */
function isReferencePath(path: Path): path is ReferencePath {
  return 'steps' in path;
}

/** Whether a path that leads nowhere ends with an index into an array that is there, and too short. */
export function isPastEnd(path: Path, scope: ExpressionScope): boolean {
  if (!isReferencePath(path) || typeof path.steps.at(-1) !== 'number') return false;
  const container = path.steps
    .slice(0, -1)
    .reduce<JsonValue | undefined>(
      (value, step) => (typeof step === 'string' ? followName(step)(value) : followIndex(step)(value)),
      compileRoot(path.root)(scope),
    );
  return Array.isArray(container);
}

function compileRead(root: PathRoot, steps: readonly PathStep[]): Read {
  const start = compileRoot(root);
  if (steps.length === 0) return start;
  if (steps.every(isSafeName))
    return compileNames(
      start,
      steps.map((step) => step.name),
    );
  if (isReference(steps)) {
    const follow = compileFollow(steps);
    return (scope) => follow(start(scope));
  }
  return (scope) => {
    const from = start(scope);
    return from === undefined ? undefined : readSteps(steps, from, from);
  };
}

type NameStep = Extract<PathStep, { kind: 'name' }>;

/** What every object inherits (`toString`) must be asked for with care; any other name can be read the fast way. */
function isSafeName(step: PathStep): step is NameStep {
  return step.kind === 'name' && !(step.name in {});
}

/** The usual path: one loop, no call a step. */
function compileNames(start: Read, names: readonly string[]): Read {
  return (scope) => {
    let value = start(scope);
    for (const name of names) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
      value = value[name];
    }
    return value;
  };
}

function compileRoot(root: PathRoot): Read {
  switch (root.kind) {
    case 'input':
      return (scope) => scope.input;
    case 'context':
      return (scope) => scope.context;
    case 'variable': {
      const { name } = root;
      return (scope) => scope.variables.get(name);
    }
  }
}

type Follow = (value: JsonValue | undefined) => JsonValue | undefined;

/** One closure a step. */
function compileFollow(steps: readonly ReferenceStep[]): Follow {
  const [first, ...rest] = steps.map((step) =>
    step.kind === 'name' ? followName(step.name) : followIndex(step.index),
  );
  if (first === undefined) return (value) => value;
  return rest.reduce<Follow>((before, after) => (value) => after(before(value)), first);
}

function followName(name: string): Follow {
  return (value) => (isJsonObject(value) ? getOwn(value, name) : undefined);
}

function followIndex(index: number): Follow {
  return (value) => (Array.isArray(value) ? value.at(index) : undefined);
}

/**
 * What a path leads to, where AWS names the field in its error (templates, ErrorPath, CausePath).
 * @throws EvaluationError States.Runtime
 */
export function readRequired(path: Path, scope: ExpressionScope, field: string): JsonValue {
  const value = path.read(scope);
  if (value !== undefined) return value;
  throw new EvaluationError(
    'States.Runtime',
    `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(scope.input)}'`,
  );
}

/**
 * What a path leads to, where AWS hands its engine's own words on (InputPath, OutputPath, ItemsPath).
 * @throws EvaluationError States.Runtime
 */
export function readSelection(path: Path, scope: ExpressionScope): JsonValue {
  const value = path.read(scope);
  if (value !== undefined) return value;
  throw new EvaluationError('States.Runtime', `Invalid path '${path.text}' : ${explainUnread(path.text, scope)}`);
}

/** In the words of AWS's engine. */
export function explainUnread(text: string, scope: ExpressionScope): string {
  const syntax = parsePathAt({ text, offset: 0 }, false);
  if (syntax.root.kind === 'current') return 'No results for path: $';
  const from = compileRoot(syntax.root)(scope);
  return from === undefined ? 'No results for path: $' : explainMissing(syntax.steps, from);
}
