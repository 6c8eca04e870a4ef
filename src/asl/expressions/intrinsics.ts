import type { JsonValue } from '../json.ts';
import { accept, expect, ExpressionSyntaxError, skipSpaces, take, takeScalar, type Cursor } from './cursor.ts';
import { EvaluationError } from './expression.ts';
import type { Compiled, ExpressionScope, Path, PathExpression, References } from './expression.ts';
import { describeArity, describeMismatch, IntrinsicError, INTRINSICS } from './intrinsic-functions.ts';
import type { IntrinsicFunction } from './intrinsic-functions.ts';
import { findFlaw } from './intrinsic-flaws.ts';
import { parsePathAt } from './path-syntax.ts';
import { buildPath, compilePath, explainUnread, failed, isPastEnd, readRequired } from './paths.ts';
import { mergeReferences, NO_REFERENCES } from './references.ts';

/** Intrinsic functions may stand within each other this deep (AWS, "Intrinsic functions"). */
const DEEPEST = 10;

type Evaluate = (scope: ExpressionScope) => JsonValue;

interface Argument {
  readonly references: References;
  readonly evaluate: Evaluate;
  /** Set for a literal: its value is known now. */
  readonly literal?: JsonValue;
  /** Why it fails whenever it is evaluated. */
  readonly flaw?: string | undefined;
}

/** Whether a string is written as a call of an intrinsic function. */
export function isIntrinsic(text: string): boolean {
  return text.startsWith('States.');
}

/**
 * Compiles what a string under a key that ends in `.$` may hold: a path, or a call of an intrinsic function
 * (https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html).
 * @param field as AWS's errors name it: the key with its `.$`, or the state's field.
 */
export function compilePathExpression(text: string, field: string): Compiled<PathExpression> {
  if (!isIntrinsic(text)) {
    const compiled = compilePath(text);
    if (!compiled.ok) return compiled;
    const path = compiled.value;
    const { references } = path;
    // An index beyond the end of an array gives null here, and here only.
    const evaluate: Evaluate = (scope) => {
      const value = path.read(scope);
      if (value !== undefined) return value;
      return isPastEnd(path, scope) ? null : readRequired(path, scope, field);
    };
    return { ok: true, value: { text, references, evaluate } };
  }
  try {
    const cursor: Cursor = { text, offset: 0 };
    const { references, evaluate, flaw } = parseCall(cursor, 1);
    skipSpaces(cursor);
    if (cursor.offset < text.length)
      throw new ExpressionSyntaxError('Nothing may follow the call of the intrinsic function', cursor.offset);
    return { ok: true, value: { text, references, evaluate: nameInErrors(text, evaluate), flaw } };
  } catch (error) {
    return failed(error);
  }
}

/** AWS names the whole expression in the error of any function in it, under the name States.Runtime. */
function nameInErrors(text: string, evaluate: Evaluate): Evaluate {
  return (scope) => {
    try {
      return evaluate(scope);
    } catch (error) {
      if (!(error instanceof IntrinsicError)) throw error;
      const cause = `The function '${text}' had the following error: ${error.message}`;
      throw new EvaluationError('States.Runtime', cause);
    }
  };
}

const FUNCTION_NAME = /States\.[A-Za-z0-9_.]*/y;

function parseCall(cursor: Cursor, depth: number): Argument {
  const start = cursor.offset;
  if (depth > DEEPEST)
    throw new ExpressionSyntaxError(`Intrinsic functions may be nested ${DEEPEST} deep at most`, start);
  const name = take(cursor, FUNCTION_NAME) ?? '';
  const fn = INTRINSICS.get(name);
  if (fn === undefined)
    throw new ExpressionSyntaxError(
      `Unknown intrinsic function ${name}; there are ${[...INTRINSICS.keys()].join(', ')}`,
      start,
    );
  skipSpaces(cursor);
  expect(cursor, '(');
  const args = parseArguments(cursor, fn, name, depth);
  const wrong = describeArity(fn, args.length);
  if (wrong !== undefined) throw new ExpressionSyntaxError(`${name}: ${wrong}`, start);
  return {
    references: mergeReferences(args.map((argument) => argument.references)),
    evaluate: compileCall(fn, args),
    flaw:
      args.find((argument) => argument.flaw !== undefined)?.flaw ??
      findFlaw(
        name,
        args.map(({ literal }) => literal),
      ),
  };
}

function parseArguments(cursor: Cursor, fn: IntrinsicFunction, name: string, depth: number): Argument[] {
  const args: Argument[] = [];
  skipSpaces(cursor);
  if (accept(cursor, ')')) return args;
  do {
    skipSpaces(cursor);
    const start = cursor.offset;
    // The template of States.Format keeps its escapes, since `\{}` and `{}` differ there.
    const argument = parseArgument(cursor, name === 'States.Format' && args.length === 0, depth);
    if (argument.literal !== undefined) {
      const wrong = describeMismatch(fn, args.length, argument.literal);
      if (wrong !== undefined) throw new ExpressionSyntaxError(`${name}: ${wrong}`, start);
    }
    args.push(argument);
    skipSpaces(cursor);
  } while (accept(cursor, ','));
  expect(cursor, ')');
  return args;
}

function parseArgument(cursor: Cursor, keepEscapes: boolean, depth: number): Argument {
  const start = cursor.offset;
  const { text } = cursor;
  if (text.startsWith('States.', start)) return parseCall(cursor, depth + 1);
  if (text[start] === '$') {
    const syntax = parsePathAt(cursor, true);
    const path = buildPath(text.slice(start, cursor.offset), syntax, start);
    return { references: path.references, evaluate: (scope) => readArgument(path, scope) };
  }
  const value = text[start] === "'" ? parseText(cursor, keepEscapes) : parsePlain(cursor);
  return { references: NO_REFERENCES, evaluate: () => value, literal: value };
}

function readArgument(path: Path, scope: ExpressionScope): JsonValue {
  const value = path.read(scope);
  if (value !== undefined) return value;
  const why = explainUnread(path.text, scope);
  if (why.startsWith('Filter: ')) throw new IntrinsicError(why);
  // AWS writes a path into the Context object as one into the input.
  const shown = path.text.replace(/^\$\$/, '$');
  throw new IntrinsicError(
    `The JsonPath argument for the field '${shown}' could not be found in the input '${JSON.stringify(scope.input)}'`,
  );
}

/** A string in single quotes. A backslash may stand before `'`, `{`, `}` and `\` only, as AWS rules. */
function parseText(cursor: Cursor, keepEscapes: boolean): string {
  const start = cursor.offset++;
  let value = '';
  for (;;) {
    const character = cursor.text[cursor.offset++];
    if (character === undefined) throw new ExpressionSyntaxError('The string is not closed', start);
    if (character === "'") return value;
    if (character !== '\\') {
      value += character;
      continue;
    }
    const escaped = cursor.text[cursor.offset++];
    if (escaped === undefined || !"'{}\\".includes(escaped))
      throw new ExpressionSyntaxError("A backslash may stand before ', {, } and \\ only", cursor.offset - 2);
    value += keepEscapes ? `\\${escaped}` : escaped;
  }
}

function parsePlain(cursor: Cursor): JsonValue {
  const start = cursor.offset;
  const value = takeScalar(cursor);
  if (value !== undefined) return value;
  throw new ExpressionSyntaxError(
    'An argument is a path, a string in single quotes, a number, true, false, null or another States.… function',
    start,
  );
}

function compileCall(fn: IntrinsicFunction, args: readonly Argument[]): Evaluate {
  const evaluations = args.map((argument) => argument.evaluate);
  return (scope) => {
    const values = evaluations.map((evaluate) => evaluate(scope));
    for (const [position, value] of values.entries()) {
      const wrong = describeMismatch(fn, position, value);
      if (wrong !== undefined) throw new IntrinsicError(wrong);
    }
    return fn.apply(values, scope.host);
  };
}
