import { isJsonObject, type JsonValue } from '../json.ts';
import { digitsOf } from '../kept-numbers.ts';
import { setKey } from '../values.ts';
import { getOwn } from './json-values.ts';
import type { PathStep } from './path-steps.ts';

/** Whether the steps lead to one place at most. Several names at the end make one object. */
export function isDefinite(steps: readonly PathStep[]): boolean {
  return steps.every(
    (step, at) =>
      step.kind === 'name' ||
      step.kind === 'index' ||
      step.kind === 'function' ||
      (step.kind === 'names' && at === steps.length - 1),
  );
}

/**
 * What the steps lead to from a value: the one place, undefined where there is none, or the array of all places where
 * the steps are indefinite.
 */
export function readSteps(steps: readonly PathStep[], from: JsonValue, root: JsonValue): JsonValue | undefined {
  const found: JsonValue[] = [];
  walk(steps, 0, from, root, found);
  return isDefinite(steps) ? found[0] : found;
}

function walk(steps: readonly PathStep[], at: number, value: JsonValue, root: JsonValue, found: JsonValue[]): void {
  const step = steps[at];
  if (step === undefined) {
    found.push(value);
    return;
  }
  const on = (next: JsonValue | undefined): void => {
    if (next !== undefined) walk(steps, at + 1, next, root, found);
  };
  switch (step.kind) {
    case 'name':
      if (isJsonObject(value)) on(getOwn(value, step.name));
      return;
    case 'names':
      if (isJsonObject(value)) pickNames(value, step.names, at === steps.length - 1, on);
      return;
    case 'index':
      if (Array.isArray(value)) on(value.at(step.index));
      return;
    case 'indexes':
      if (Array.isArray(value)) for (const index of step.indexes) on(value.at(index));
      return;
    case 'slice':
      if (Array.isArray(value)) value.slice(step.from, step.to).forEach(on);
      return;
    case 'wildcard':
      if (typeof value === 'object' && value !== null) Object.values(value).forEach(on);
      return;
    case 'filter':
      if (Array.isArray(value)) value.filter((item) => step.test(item, root)).forEach(on);
      else if (isJsonObject(value) && step.test(value, root)) on(value);
      return;
    case 'function':
      on(step.apply(value));
      return;
    case 'descend':
      descend(steps, at + 1, value, root, found);
      return;
  }
}

function pickNames(
  value: { [key: string]: JsonValue },
  names: readonly string[],
  merge: boolean,
  on: (next: JsonValue | undefined) => void,
): void {
  if (!merge) {
    for (const name of names) on(getOwn(value, name));
    return;
  }
  const picked = {};
  for (const name of names) {
    const member = getOwn(value, name);
    if (member !== undefined) setKey(picked, name, member);
  }
  on(picked);
}

/** The step after `..` on a container and on every container below it, parents first. */
function descend(steps: readonly PathStep[], at: number, value: JsonValue, root: JsonValue, found: JsonValue[]): void {
  if (typeof value !== 'object' || value === null) return;
  const step = steps[at];
  // An array's elements are tested when the walk comes to them; testing them from the array too would give them twice.
  if (!(step?.kind === 'filter' && Array.isArray(value))) walk(steps, at, value, root, found);
  for (const child of Object.values(value)) descend(steps, at, child, root, found);
}

/**
 * Why definite steps lead nowhere, as Jayway JsonPath (AWS's engine) words it: `Missing property in path $['a']`.
 * The walk is done again, so that reading itself keeps no trail.
 */
export function explainMissing(steps: readonly PathStep[], from: JsonValue): string {
  let value = from;
  let trail = '$';
  for (const [at, step] of steps.entries()) {
    if (step.kind === 'name') {
      const fragment = `['${step.name}']`;
      if (!isJsonObject(value))
        return (
          `Expected to find an object with property ${fragment} in path ${trail} but found '${javaClass(value)}'. ` +
          "This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'."
        );
      const next = getOwn(value, step.name);
      trail += fragment;
      if (next === undefined)
        return at === steps.length - 1 ? `No results for path: ${trail}` : `Missing property in path ${trail}`;
      value = next;
    } else if (step.kind === 'index') {
      if (!Array.isArray(value))
        return value === null
          ? `The path ${trail} is null`
          : `Filter: [${step.index}] can only be applied to arrays. Current context is: ${showJava(value)}`;
      const next = value.at(step.index);
      if (next === undefined) break;
      trail += `[${step.index}]`;
      value = next;
    } else break;
  }
  return `No results for path: ${printSteps(steps)}`;
}

function printSteps(steps: readonly PathStep[]): string {
  const parts = steps.map((step) => {
    if (step.kind === 'name') return `['${step.name}']`;
    if (step.kind === 'names') return `[${step.names.map((name) => `'${name}'`).join(',')}]`;
    if (step.kind === 'index') return `[${step.index}]`;
    return step.kind === 'function' ? `.${step.name}()` : '';
  });
  return `$${parts.join('')}`;
}

function javaClass(value: JsonValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'java.lang.String';
  if (typeof value === 'boolean') return 'java.lang.Boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'java.lang.Integer' : 'java.lang.Double';
  return Array.isArray(value) ? 'java.util.ArrayList' : 'java.util.LinkedHashMap';
}

/** A value as Java's `toString` shows it: `{Id=x, Name=y}`, `[1, 2]`; strings without quotes. */
export function showJava(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(showJava).join(', ')}]`;
  const digits = digitsOf(value);
  if (digits !== undefined) return digits;
  if (!isJsonObject(value)) return String(value);
  const members = Object.entries(value).map(([key, member]) => `${key}=${showJava(member)}`);
  return `{${members.join(', ')}}`;
}
