import type { ProcessorMode, QueryLanguage, Scope, State } from '../asl/definition.ts';
import { asStateType, shapeOf } from '../asl/fields.ts';
import type { Field, ShapeName } from '../asl/fields/field.ts';
import type { JsonValue } from '../asl/json.ts';
import { escapeToken } from '../asl/pointer.ts';
import type { ObjectNode, ValueNode } from '../asl/syntax.ts';
import { propertyOf, toJson } from '../asl/values.ts';

/** How a value is edited. */
export type FormControl =
  | { readonly kind: 'text' | 'json' | 'number' | 'boolean' }
  /** `isNumber`: of a field of numbers, which are written as such. `isNullable`: `null` is written as such, too. */
  | { readonly kind: 'expression'; readonly isNumber: boolean; readonly isNullable?: true }
  | { readonly kind: 'choice'; readonly values: readonly string[] };

/** One field of the language in a form. */
export interface FormField {
  readonly key: string;
  /** One sentence, with the limits. */
  readonly about: string;
  /** The AWS page that it comes from. */
  readonly page: string;
  readonly required: boolean;
  readonly control: FormControl;
  /** It stands in the text: also as null, which a message carries for no value as well. */
  readonly isSet: boolean;
  /** Undefined where it does not stand in the text. */
  readonly value: JsonValue | undefined;
  /** What AWS takes where it is absent, as a text. */
  readonly fallback: string | undefined;
  /** The value is a CloudFormation function or holds one: it is edited as JSON. */
  readonly substituted: boolean;
}

/** One object of the language: a state, or what lies in it. */
export interface FormSection {
  readonly title: string;
  /** JSON Pointer of the object. */
  readonly pointer: string;
  readonly depth: number;
  readonly fields: readonly FormField[];
  /** Keys of objects that could stand here and do not, with what each is about. */
  readonly missing: readonly { readonly key: string; readonly about: string }[];
  /** A rule, retrier or catcher: it can be moved and removed. */
  readonly isPart: boolean;
  /** It can be taken out as a whole. */
  readonly isOptional: boolean;
}

/** Fields that the canvas edits, or that say what the state is. */
const ON_CANVAS: ReadonlySet<string> = new Set(['Type', 'StartAt', 'States', 'Branches', 'End', 'Iterator']);
const LONGEST_LIST = 50;

/** A state's form: itself first, then the objects in it, as deep as the language knows them. */
export function formOf(state: State): FormSection[] {
  const shape = asStateType(state.type);
  if (shape === undefined || state.node === undefined) return [];
  const mode = state.scopes[0]?.mode;
  const form = new FormBuilder(state.queryLanguage, state.type === 'Map' ? mode : undefined);
  form.add(state.node, shape, {
    title: state.name,
    pointer: state.pointer,
    depth: 0,
    isPart: false,
    isOptional: false,
  });
  return form.sections;
}

/** The names that a transition of the scope can lead to. */
export function targetsIn(scope: Scope): string[] {
  return [...scope.byName.keys()];
}

type Place = Pick<FormSection, 'title' | 'pointer' | 'depth' | 'isPart' | 'isOptional'>;

class FormBuilder {
  readonly sections: FormSection[] = [];
  readonly #language: QueryLanguage;
  readonly #mode: ProcessorMode | undefined;

  constructor(language: QueryLanguage, mode: ProcessorMode | undefined) {
    this.#language = language;
    this.#mode = mode;
  }

  add(node: ObjectNode, shape: ShapeName, place: Place): void {
    const fields: FormField[] = [];
    const missing: { key: string; about: string }[] = [];
    const inner: (() => void)[] = [];
    for (const field of shapeOf(shape, this.#language, this.#mode).fields) {
      const own = propertyOf(node, field.name)?.value;
      if (ON_CANVAS.has(field.name) || (field.replacedBy !== undefined && own === undefined)) continue;
      if (field.value.kind === 'object') {
        if (own?.kind === 'object') inner.push(() => this.#addObject(field, own, place));
        else if (own === undefined) missing.push({ key: field.name, about: field.about });
        else fields.push(toFormField(field, own));
      } else if (field.value.kind === 'list') {
        if (own?.kind === 'array') inner.push(() => this.#addList(field, own.items, place));
        else if (own !== undefined) fields.push(toFormField(field, own));
      } else if (field.value.kind !== 'states') fields.push(toFormField(field, own));
    }
    this.sections.push({ ...place, fields, missing });
    for (const each of inner) each();
  }

  #addObject({ name, value, required }: Field, node: ObjectNode, above: Place): void {
    if (value.kind !== 'object') return;
    const pointer = `${above.pointer}/${escapeToken(name)}`;
    // What a Map's ItemProcessor holds is on the canvas, but for its ProcessorConfig.
    this.add(node, value.shape, {
      title: name,
      pointer,
      depth: above.depth + 1,
      isPart: false,
      isOptional: !required && name !== 'ItemProcessor',
    });
  }

  #addList({ name, value }: Field, items: readonly ValueNode[], above: Place): void {
    if (value.kind !== 'list') return;
    for (const [index, item] of items.slice(0, LONGEST_LIST).entries())
      if (item.kind === 'object')
        this.add(item, value.shape, {
          title: `${name} ${index + 1}`,
          pointer: `${above.pointer}/${escapeToken(name)}/${index}`,
          depth: above.depth + 1,
          isPart: above.depth === 0,
          isOptional: false,
        });
  }
}

function toFormField(field: Field, node: ValueNode | undefined): FormField {
  const value = node === undefined ? undefined : toJson(node);
  const { name, about, page, required, default: fallback } = field;
  return {
    key: name,
    about,
    page,
    required,
    control: controlOf(field, value),
    isSet: node !== undefined,
    value,
    fallback: fallback === undefined ? undefined : String(fallback),
    substituted: node?.kind === 'substitution',
  };
}

const EXPRESSION: FormControl = { kind: 'expression', isNumber: false };
const NULLABLE: FormControl = { kind: 'expression', isNumber: false, isNullable: true };

/** A value that the usual control cannot show gets the one that shows any. */
function controlOf({ value: kind, expression }: Field, value: JsonValue | undefined): FormControl {
  const isText = value === undefined || typeof value === 'string';
  switch (kind.kind) {
    case 'integer':
    case 'number':
      if (value === undefined || typeof value === 'number')
        return expression ? { kind: 'expression', isNumber: true } : { kind: 'number' };
      return typeof value === 'string' && expression ? { kind: 'expression', isNumber: true } : { kind: 'json' };
    case 'boolean':
      return value === undefined || typeof value === 'boolean' ? { kind: 'boolean' } : { kind: 'json' };
    case 'enum':
      return isText && (value === undefined || kind.values.includes(value))
        ? { kind: 'choice', values: kind.values }
        : { kind: isText ? 'text' : 'json' };
    case 'template':
    case 'literal':
    case 'strings':
    case 'items':
      return kind.kind === 'items' && isText ? EXPRESSION : { kind: 'json' };
    case 'referencePath':
    case 'path':
    case 'contextPath':
    case 'pathOrIntrinsic':
      // `null` in place of a path stands for: nothing of it.
      if (kind.nullable === true && (isText || value === null)) return NULLABLE;
      return isText ? EXPRESSION : { kind: 'json' };
    case 'jsonata':
      return isText ? EXPRESSION : { kind: 'json' };
    default:
      return isText && expression ? EXPRESSION : { kind: isText ? 'text' : 'json' };
  }
}
