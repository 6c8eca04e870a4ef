import { parseTree, printParseErrorCode, type Node, type ParseError, type ParseErrorCode } from 'jsonc-parser';
import { isJsonObject, type JsonObject, type JsonValue } from '../asl/json.ts';
import { escapeToken, parsePointer } from '../asl/pointer.ts';
import { relativePathFault } from './paths.ts';
import type { Project, ProjectFunction } from './project.ts';

/** One thing wrong with a fanout.json. Offsets as in asl/syntax.ts. */
export interface ProjectProblem {
  /** One sentence that names the key. */
  readonly message: string;
  /** JSON Pointer of what it is about. */
  readonly pointer: string;
  readonly start: number;
  readonly end: number;
}

export interface ParsedProject {
  /** Absent when there is any problem: a project that is half right runs half of what was meant. */
  readonly project: Project | undefined;
  readonly problems: readonly ProjectProblem[];
}

type Report = (node: Node, pointer: string, message: string) => void;
type Check = (node: Node, pointer: string, report: Report) => void;

interface Field {
  readonly check: Check;
  readonly required?: true;
}

/** What a key may hold. schemas/fanout.schema.json says the same; a test holds the two together. */
const PROJECT_FIELDS: Readonly<Record<string, Field>> = {
  $schema: { check: text },
  definition: { check: path },
  pipeline: { check: (node, pointer, report) => object(PIPELINE_FIELDS, node, pointer, report) },
  template: { check: path },
  type: { check: oneOf('STANDARD', 'EXPRESS') },
  queryLanguage: { check: oneOf('JSONPath', 'JSONata') },
  substitutions: { check: recordOf(text) },
  buckets: { check: recordOf(path) },
  functions: { check: recordOf((node, pointer, report) => object(FUNCTION_FIELDS, node, pointer, report)) },
  mocks: { check: path },
  inputs: { check: recordOf(path) },
  workload: { check: recordOf(() => undefined) },
};

/** Limits: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const FUNCTION_FIELDS: Readonly<Record<string, Field>> = {
  module: { check: path, required: true },
  export: { check: name },
  timeoutSeconds: { check: integer(1, 900) },
  memoryMb: { check: integer(128, 10_240) },
};

const PIPELINE_FIELDS: Readonly<Record<string, Field>> = {
  module: { check: path, required: true },
  task: { check: path, required: true },
  reduce: { check: path, required: true },
  format: { check: oneOf('jsonl', 'csv'), required: true },
  output: { check: path, required: true },
  shards: { check: integer(1, 100) },
  batchSize: { check: integer(1, 10) },
  maximumConcurrency: { check: integer(2, 1000) },
  timeoutSeconds: { check: integer(10, 900) },
  memoryMb: { check: integer(128, 10_240) },
};

/** What src/scaffold writes unless it is told otherwise. */
const PIPELINE_DEFAULTS = { shards: 32, batchSize: 10, maximumConcurrency: 100, timeoutSeconds: 60, memoryMb: 512 };

/** Reads fanout.json; never throws. What is left out gets Lambda's or Step Functions' own default. */
export function parseProject(source: string): ParsedProject {
  const problems: ProjectProblem[] = [];
  const errors: ParseError[] = [];
  const text = source.startsWith('\uFEFF') ? ` ${source.slice(1)}` : source;
  const root = parseTree(text, errors, { disallowComments: true });
  for (const { error, offset, length } of errors)
    problems.push({ message: syntaxMessage(error), pointer: '', start: offset, end: offset + length });
  if (text.trim() === '' || root === undefined)
    return { project: undefined, problems: [{ message: 'The file is empty.', pointer: '', start: 0, end: 0 }] };
  if (problems.length > 0) return { project: undefined, problems };
  object(PROJECT_FIELDS, root, '', (node, pointer, message) =>
    problems.push({ message, pointer, start: node.offset, end: node.offset + node.length }),
  );
  if (problems.length > 0) return { project: undefined, problems };
  const value = toJson(root) as JsonObject;
  if (Object.hasOwn(value, 'definition') === Object.hasOwn(value, 'pipeline')) {
    const message = 'fanout.json needs "definition" or "pipeline", one of them.';
    return {
      project: undefined,
      problems: [{ message, pointer: '', start: root.offset, end: root.offset + root.length }],
    };
  }
  return { project: readProject(value), problems };
}

function syntaxMessage(error: ParseErrorCode): string {
  const words = printParseErrorCode(error).replace(/([a-z])([A-Z])/g, '$1 $2');
  return `Not valid JSON: ${words.toLowerCase()}.`;
}

function readProject(value: JsonObject): Project {
  const rest = { ...value };
  delete rest.$schema;
  return {
    type: 'STANDARD',
    substitutions: {},
    buckets: {},
    inputs: {},
    ...rest,
    ...(isJsonObject(value.pipeline) ? { pipeline: { ...PIPELINE_DEFAULTS, ...value.pipeline } } : {}),
    functions: mapRecord(isJsonObject(value.functions) ? value.functions : {}, readFunction),
  } as unknown as Project;
}

function readFunction(value: JsonValue): ProjectFunction {
  const defaults = { export: 'handler', timeoutSeconds: 3, memoryMb: 128 };
  return { ...defaults, ...(value as JsonObject) } as unknown as ProjectFunction;
}

/** `Object.fromEntries`, so that a key `__proto__` is a key like any other. */
function mapRecord<T>(record: JsonObject, change: (value: JsonValue) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function toJson(node: Node): JsonValue {
  if (node.type === 'array') return (node.children ?? []).map(toJson);
  if (node.type !== 'object') return node.value as JsonValue;
  return Object.fromEntries(properties(node).map(({ key, value }) => [key.value as string, toJson(value)]));
}

function properties(node: Node): { key: Node; value: Node }[] {
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) => (key && value ? [{ key, value }] : []));
}

function object(fields: Readonly<Record<string, Field>>, node: Node, pointer: string, report: Report): void {
  if (node.type !== 'object') {
    report(node, pointer, `${subject(pointer)} must be an object.`);
    return;
  }
  const seen = new Set<string>();
  for (const { key, value } of properties(node)) {
    const id = key.value as string;
    const at = childPointer(pointer, id);
    const field = Object.hasOwn(fields, id) ? fields[id] : undefined;
    if (seen.has(id)) report(key, at, `${subject(at)} is written twice.`);
    else if (field) field.check(value, at, report);
    else report(key, at, `Unknown key ${quote(at)}. Known here: ${Object.keys(fields).join(', ')}.`);
    seen.add(id);
  }
  for (const [id, field] of Object.entries(fields))
    if (field.required && !seen.has(id)) report(node, pointer, `${subject(pointer)} lacks "${id}".`);
}

function recordOf(check: Check): Check {
  return (node, pointer, report) => {
    if (node.type !== 'object') {
      report(node, pointer, `${subject(pointer)} must be an object.`);
      return;
    }
    const seen = new Set<string>();
    for (const { key, value } of properties(node)) {
      const id = key.value as string;
      const at = childPointer(pointer, id);
      if (seen.has(id)) report(key, at, `${subject(at)} is written twice.`);
      else if (id === '') report(key, at, `${subject(pointer)} has a key without a name.`);
      else check(value, at, report);
      seen.add(id);
    }
  };
}

function text(node: Node, pointer: string, report: Report): void {
  if (node.type !== 'string') report(node, pointer, `${subject(pointer)} must be a string.`);
}

function name(node: Node, pointer: string, report: Report): void {
  if (node.type !== 'string' || node.value === '') report(node, pointer, `${subject(pointer)} must be a name.`);
}

function path(node: Node, pointer: string, report: Report): void {
  if (node.type !== 'string') {
    report(node, pointer, `${subject(pointer)} must be a path (a string).`);
    return;
  }
  const fault = relativePathFault(node.value as string);
  if (fault) report(node, pointer, `${subject(pointer)} ${fault}.`);
}

function oneOf(...values: readonly string[]): Check {
  return (node, pointer, report) => {
    if (!values.includes(node.value as string))
      report(node, pointer, `${subject(pointer)} must be ${values.map((value) => `"${value}"`).join(' or ')}.`);
  };
}

function integer(least: number, most: number): Check {
  return (node, pointer, report) => {
    const value: unknown = node.value;
    if (node.type !== 'number' || !Number.isInteger(value) || (value as number) < least || (value as number) > most)
      report(node, pointer, `${subject(pointer)} must be a whole number from ${least} to ${most}.`);
  };
}

function childPointer(pointer: string, key: string): string {
  return `${pointer}/${escapeToken(key)}`;
}

function subject(pointer: string): string {
  return pointer === '' ? 'fanout.json' : quote(pointer);
}

/** `"functions.worker.module"`: easier to read than the pointer. */
function quote(pointer: string): string {
  return `"${(parsePointer(pointer) ?? []).join('.')}"`;
}
