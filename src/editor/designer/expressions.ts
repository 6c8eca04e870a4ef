import { randomUUID, createHash } from 'node:crypto';
import { definitionOf } from '../../asl/build-definition.ts';
import type { Definition } from '../../asl/definition.ts';
import { changeValue } from '../../asl/changes.ts';
import { EvaluationError, type ExpressionScope } from '../../asl/expressions/expression.ts';
import { compilePathExpression } from '../../asl/expressions/intrinsics.ts';
import { compileJsonata, isJsonataText, jsonataSource } from '../../asl/expressions/jsonata.ts';
import type { JsonValue } from '../../asl/json.ts';
import { JSON_SYNTAX } from '../../asl/parse-json.ts';
import { escapeToken, nodeAt } from '../../asl/pointer.ts';
import { stateByPointer } from '../../asl/scopes.ts';
import { toJson } from '../../asl/values.ts';
import type { ExpressionResult, Suggestion } from '../../protocol/designer.ts';

const MOST_SUGGESTIONS = 50;

/** What may be written at the cursor of an expression, as if it stood in the definition already. */
export async function suggestExpression(
  { root }: Definition,
  request: { readonly object: string; readonly key: string; readonly text: string; readonly offset: number },
): Promise<Suggestion[]> {
  const { object, key, text, offset } = request;
  const whole = root && toJson(root);
  const owner = root && nodeAt(root, object);
  if (whole === undefined || owner?.kind !== 'object') return [];
  const pointer = `${object}/${escapeToken(key)}`;
  const isThere = owner.properties.some((property) => property.key.value === key);
  const changed = changeValue(
    whole,
    isThere ? { kind: 'set', pointer, value: text } : { kind: 'insert-property', pointer: object, key, value: text },
  );
  if (changed === undefined) return [];
  // As JSON, whatever the file is: how an offset moves by its escapes is then known.
  const written = JSON.stringify(changed);
  const definition = definitionOf(JSON_SYNTAX.read(written).root, written, JSON_SYNTAX);
  const node = nodeAt(definition.root, pointer);
  if (node === undefined) return [];
  const { completeAt } = await import(/* webpackChunkName: "language-features" */ '../../language/complete.ts');
  const cursor = node.start + JSON.stringify(text.slice(0, offset)).length - 1;
  const found = completeAt(definition, cursor)
    .filter(({ kind }) => kind !== 'field' && kind !== 'snippet')
    .map(({ label, insert, detail, start }) => ({
      label,
      insert: plainText(insert),
      about: detail,
      start: unescape(written.slice(node.start + 1, Math.max(start, node.start + 1))).length,
    }));
  // A text editor narrows them down by what is typed; a page shows them as they are.
  const fits = ({ insert, start }: Suggestion): boolean =>
    insert.toLowerCase().startsWith(text.slice(start, offset).toLowerCase());
  return found.filter(fits).slice(0, MOST_SUGGESTIONS);
}

/** A snippet's text without its holes, and without the quotes of a whole value. */
function plainText(snippet: string): string {
  const text = snippet
    .replaceAll(/\$\{\d+:((?:[^\\}]|\\.)*)\}|\$\d+/g, (_, hole: string | undefined) => hole ?? '')
    .replaceAll(/\\([\\$}])/g, '$1')
    .replace(/,$/, '');
  return unescape(text.replace(/^"(.*)"$/s, '$1'));
}

function unescape(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

/** What an expression gives on a sample input, without variables and result. Anything that fails is said in one line. */
export async function evaluateExpression(
  definition: Definition,
  { pointer, text, input }: { readonly pointer: string; readonly text: string; readonly input: string },
): Promise<ExpressionResult> {
  const state = stateByPointer(definition, pointer);
  const failed = (error: string): ExpressionResult => ({ value: undefined, error });
  if (state === undefined) return failed('The state is not there any more.');
  let sample: JsonValue;
  try {
    sample = JSON.parse(input === '' ? '{}' : input) as JsonValue;
  } catch (error) {
    return failed(`The sample input is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const isJsonata = state.queryLanguage === 'JSONata';
  if (isJsonata && !isJsonataText(text)) return { value: JSON.stringify(text), error: undefined };
  const compiled = isJsonata
    ? compileJsonata(jsonataSource(text).source, 'Expression')
    : compilePathExpression(text, 'Path');
  if (!compiled.ok) return failed(compiled.problems[0]?.message ?? 'This is no expression.');
  try {
    const value = await compiled.value.evaluate(scopeOf(sample));
    return { value: JSON.stringify(value, null, 2), error: undefined };
  } catch (error) {
    if (error instanceof EvaluationError) return failed(error.message);
    throw error;
  }
}

function scopeOf(input: JsonValue): ExpressionScope {
  return {
    input,
    context: { Map: { Item: { Index: 0, Value: input } }, Execution: { Input: input } },
    variables: { get: () => undefined },
    host: {
      hash: (algorithm, text) => createHash(algorithm.replace('-', '').toLowerCase()).update(text).digest('hex'),
      random: () => Math.random(),
      uuid: () => randomUUID(),
      now: () => Date.now(),
      monotonic: () => performance.now(),
    },
  };
}
