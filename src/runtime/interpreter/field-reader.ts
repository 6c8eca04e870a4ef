import type { State } from '../../asl/definition.ts';
import { compileChoiceRule } from '../../asl/expressions/choice.ts';
import type {
  ChoiceRule,
  Compiled,
  ExpressionProblem,
  JsonataExpression,
  Path,
  PathExpression,
  ReferencePath,
  Template,
} from '../../asl/expressions/expression.ts';
import { compilePathExpression } from '../../asl/expressions/intrinsics.ts';
import { compileJsonata } from '../../asl/expressions/jsonata.ts';
import { compilePath, compileReferencePath } from '../../asl/expressions/paths.ts';
import { compileTemplate } from '../../asl/expressions/templates.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';
import { formatPointer } from '../../asl/pointer.ts';
import { toJson } from '../../asl/values.ts';
import type { Probe } from './probe.ts';

/** Why a definition cannot be run here. */
export interface CompileProblem {
  /** Names the field and the state. */
  readonly message: string;
  /** JSON Pointer of the value. */
  readonly pointer: string;
}

/**
 * Reads the fields of one object of a state, compiles what they hold, and keeps count: a field that nobody has read is
 * refused by name at the end, never ignored.
 */
export class FieldReader {
  readonly state: State;
  readonly problems: CompileProblem[];
  readonly pointer: string;
  /** Of the state as a whole, not of the objects inside of it. */
  readonly probe: Probe | undefined;
  /** How errors name this object within the state: empty for the state itself, else `Choices[0]/`. */
  readonly #prefix: string;
  readonly #fields: JsonObject;
  readonly #read = new Set<string>(['Comment']);

  constructor(
    state: State,
    fields: JsonObject,
    pointer: string,
    problems: CompileProblem[],
    probe?: Probe,
    prefix = '',
  ) {
    this.state = state;
    this.probe = probe;
    this.#fields = fields;
    this.pointer = pointer;
    this.problems = problems;
    this.#prefix = prefix;
  }

  static ofState(state: State, problems: CompileProblem[], probe?: Probe): FieldReader {
    const fields: JsonObject = {};
    for (const [name, { value }] of state.fields)
      // The processors and branches are read as scopes; their values may be as large as the machine.
      if (value) fields[name] = SCOPE_FIELDS.has(name) ? null : toJson(value);
    return new FieldReader(
      state,
      fields,
      state.pointer,
      problems,
      probe?.pointer === state.pointer ? probe : undefined,
    );
  }

  get isJsonata(): boolean {
    return this.state.queryLanguage === 'JSONata';
  }

  /** How AWS's errors name a field: `Output`, `Choices[0]/Condition`, `ItemReader/Arguments`. */
  nameOf(name: string): string {
    return this.#prefix + name;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name);
  }

  value(name: string): JsonValue | undefined {
    this.#read.add(name);
    return this.has(name) ? this.#fields[name] : undefined;
  }

  string(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'string') return value;
    this.refuse(name, 'must be a string');
    return undefined;
  }

  number(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'number') return value;
    this.refuse(name, 'must be a number');
    return undefined;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const text = this.string(name);
    const value = values.find((candidate) => candidate === text);
    if (text !== undefined && value === undefined) this.refuse(name, `must be one of ${values.join(', ')}`);
    return value;
  }

  /** Undefined: absent. Null: written as null. */
  path(name: string): Path | null | undefined {
    return this.#nullable(name, compilePath);
  }

  referencePath(name: string): ReferencePath | null | undefined {
    return this.#nullable(name, compileReferencePath);
  }

  /** A path or an intrinsic function. */
  pathExpression(name: string): PathExpression | undefined {
    const text = this.string(name);
    return text === undefined ? undefined : this.#compiled(name, compilePathExpression(text, name));
  }

  /** The template under this name, whatever JSON it is. */
  template(name: string): Template | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : this.templateOf(name, value, this.nameOf(name));
  }

  /** `field`: how errors name it. */
  templateOf(name: string, value: JsonValue, field: string): Template | undefined {
    const { queryLanguage } = this.state;
    return this.#compiled(name, compileTemplate(value, { queryLanguage, field }));
  }

  jsonata(name: string, text: string): JsonataExpression | undefined {
    return this.#compiled(name, compileJsonata(text, name));
  }

  choiceRule(name: string, rule: JsonObject): ChoiceRule | undefined {
    return this.#compiled(name, compileChoiceRule(rule));
  }

  /** The object under this name, as fields to be read in turn. */
  object(name: string): FieldReader | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (isJsonObject(value)) return this.#nested([name], value);
    this.refuse(name, 'must be an object');
    return undefined;
  }

  /** The objects of the array under this name. */
  objects(name: string): FieldReader[] {
    const value = this.value(name);
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every(isJsonObject))
      return value.map((item, index) => this.#nested([name, index], item));
    this.refuse(name, 'must be an array of objects');
    return [];
  }

  /** All fields as they are, marked as read. */
  all(): JsonObject {
    for (const name of Object.keys(this.#fields)) this.#read.add(name);
    return this.#fields;
  }

  /** A problem with one field. */
  refuse(name: string, why: string): void {
    const message = `The field '${name}' of the state '${this.state.name}' ${why}.`;
    this.problems.push({ message, pointer: this.pointer + formatPointer([name]) });
  }

  /** Refuses every field that nobody has asked for. */
  refuseUnread(): void {
    for (const name of Object.keys(this.#fields)) if (!this.#read.has(name)) this.refuse(name, 'is not supported here');
  }

  #nested(tokens: readonly (string | number)[], fields: JsonObject): FieldReader {
    const [name, index] = tokens;
    const prefix = `${this.#prefix}${name ?? ''}${index === undefined ? '' : `[${index}]`}/`;
    return new FieldReader(this.state, fields, this.pointer + formatPointer(tokens), this.problems, undefined, prefix);
  }

  #nullable<T>(name: string, compile: (text: string) => Compiled<T>): T | null | undefined {
    if (this.value(name) === null) return null;
    const text = this.string(name);
    return text === undefined ? undefined : this.#compiled(name, compile(text));
  }

  #compiled<T>(name: string, compiled: Compiled<T>): T | undefined {
    if (compiled.ok) return compiled.value;
    for (const problem of compiled.problems) this.#refuseExpression(name, problem);
    return undefined;
  }

  #refuseExpression(name: string, { message, pointer }: ExpressionProblem): void {
    this.problems.push({
      message: `The field '${name}' of the state '${this.state.name}' holds an expression that cannot be read: ${message}`,
      pointer: this.pointer + formatPointer([name]) + pointer,
    });
  }
}

const SCOPE_FIELDS: ReadonlySet<string> = new Set(['ItemProcessor', 'Iterator', 'Branches']);
