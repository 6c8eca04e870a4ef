import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { escapeToken } from '../pointer.ts';
import { setKey } from '../values.ts';
import type { Compiled, ExpressionProblem, ExpressionScope, References } from './expression.ts';
import type { Template, TemplateOptions } from './expression.ts';
import { compilePathExpression } from './intrinsics.ts';
import { compileJsonata, isJsonataText, jsonataSource } from './jsonata.ts';
import { mergeReferences, NO_REFERENCES } from './references.ts';

type Evaluate = (scope: ExpressionScope) => JsonValue | Promise<JsonValue>;

/** A part of a template: constant, or evaluated. */
type Part = { readonly constant: JsonValue } | { readonly evaluate: Evaluate };

interface Build {
  readonly problems: ExpressionProblem[];
  readonly references: References[];
}

/**
 * Compiles a payload template of JSONPath (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html:
 * keys that end in `.$` hold a path or an intrinsic function) or a template of JSONata
 * (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html: any string `{% … %}` is an expression).
 * Every problem found is given, each with a pointer into the template.
 */
export function compileTemplate(template: JsonValue, options: TemplateOptions): Compiled<Template> {
  const build: Build = { problems: [], references: [] };
  const part =
    options.queryLanguage === 'JSONata'
      ? compileJsonataPart(template, '', options.field, build)
      : compilePathPart(template, '', build);
  if (build.problems.length > 0) return { ok: false, problems: build.problems };
  if ('constant' in part) {
    const value = part.constant;
    return { ok: true, value: { constant: true, references: NO_REFERENCES, evaluate: () => value } };
  }
  const references = mergeReferences(build.references);
  return { ok: true, value: { constant: false, references, evaluate: part.evaluate } };
}

function compilePathPart(value: JsonValue, pointer: string, build: Build): Part {
  if (Array.isArray(value))
    return joinArray(
      value,
      value.map((item, index) => compilePathPart(item, `${pointer}/${index}`, build)),
    );
  if (!isJsonObject(value)) return { constant: value };
  const keys: string[] = [];
  const parts = Object.entries(value).map(([key, member]) => {
    const at = `${pointer}/${escapeToken(key)}`;
    if (!key.endsWith('.$')) {
      keys.push(key);
      return compilePathPart(member, at, build);
    }
    keys.push(key.slice(0, -2));
    return compilePathMember(key, member, at, build);
  });
  keys.forEach((key, index) => {
    if (keys.indexOf(key) !== index)
      build.problems.push({ message: `'${key}' and '${key}.$' give the same key`, offset: 0, pointer });
  });
  return joinObject(value, keys, parts);
}

function compilePathMember(key: string, member: JsonValue, pointer: string, build: Build): Part {
  if (typeof member !== 'string') {
    const message = `The value for the field '${key}' must be a string that holds a JSONPath or an intrinsic function`;
    build.problems.push({ message, offset: 0, pointer });
    return { constant: null };
  }
  const compiled = compilePathExpression(member, key);
  if (!compiled.ok) {
    build.problems.push(...compiled.problems.map((problem) => ({ ...problem, pointer })));
    return { constant: null };
  }
  build.references.push(compiled.value.references);
  return { evaluate: compiled.value.evaluate };
}

function compileJsonataPart(value: JsonValue, pointer: string, field: string, build: Build): Part {
  if (typeof value === 'string' && isJsonataText(value)) {
    const { source, offset } = jsonataSource(value);
    const compiled = compileJsonata(source, field);
    if (!compiled.ok) {
      const moved = compiled.problems.map((problem) => ({ ...problem, offset: problem.offset + offset, pointer }));
      build.problems.push(...moved);
      return { constant: null };
    }
    const expression = compiled.value;
    build.references.push(expression.references);
    return { evaluate: expression.evaluate };
  }
  if (Array.isArray(value))
    return joinArray(
      value,
      value.map((item, index) => compileJsonataPart(item, `${pointer}/${index}`, `${field}[${index}]`, build)),
    );
  if (!isJsonObject(value)) return { constant: value };
  const parts = Object.entries(value).map(([key, member]) =>
    compileJsonataPart(member, `${pointer}/${escapeToken(key)}`, `${field}/${key}`, build),
  );
  return joinObject(value, Object.keys(value), parts);
}

function isConstant(part: Part): part is { readonly constant: JsonValue } {
  return 'constant' in part;
}

function joinArray(original: JsonValue[], parts: readonly Part[]): Part {
  if (parts.every(isConstant)) return { constant: original };
  const evaluations = parts.map(evaluationOf);
  return {
    evaluate: (scope) => {
      const items: JsonValue[] = [];
      const waits: Promise<void>[] = [];
      for (const [index, evaluate] of evaluations.entries()) {
        const value = evaluate(scope);
        if (isPromise(value)) waits.push(value.then((settled) => void (items[index] = settled)));
        else items[index] = value;
      }
      return waits.length === 0 ? items : Promise.all(waits).then(() => items);
    },
  };
}

function joinObject(original: JsonObject, keys: readonly string[], parts: readonly Part[]): Part {
  if (parts.every(isConstant)) return { constant: original };
  const members = keys.map((key, index) => ({ key, evaluate: evaluationOf(parts[index] ?? { constant: null }) }));
  return {
    evaluate: (scope) => {
      const object: JsonObject = {};
      const waits: Promise<void>[] = [];
      for (const { key, evaluate } of members) {
        const value = evaluate(scope);
        if (!isPromise(value)) setKey(object, key, value);
        else {
          // Keeps the place of the key; the value comes later.
          setKey(object, key, null);
          waits.push(value.then((settled) => setKey(object, key, settled)));
        }
      }
      return waits.length === 0 ? object : Promise.all(waits).then(() => object);
    },
  };
}

function evaluationOf(part: Part): Evaluate {
  if (!isConstant(part)) return part.evaluate;
  const value = part.constant;
  return () => value;
}

/** Whether an evaluation has still to be awaited. */
function isPromise(value: JsonValue | Promise<JsonValue>): value is Promise<JsonValue> {
  return value instanceof Promise;
}
