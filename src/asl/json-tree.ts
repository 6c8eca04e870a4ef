import { functionOfKey } from './functions.ts';
import { MAX_PROBLEMS, type PropertyNode, type StringNode, type SyntaxProblem, type ValueNode } from './syntax.ts';

/** An object or array whose end was not read yet. */
export interface Frame {
  readonly kind: 'object' | 'array';
  readonly start: number;
  readonly properties: OpenProperty[];
  readonly items: ValueNode[];
  /** What comes next; `first` is an entry, or the end, and `entry` follows a comma. */
  expected: 'first' | 'entry' | 'colon' | 'value' | 'comma';
  /** False for one that stands where none may: it is read, and dropped. */
  readonly kept: boolean;
}

type OpenProperty = { -readonly [K in keyof PropertyNode]: PropertyNode[K] };

/** The tree while it is being read: a stack instead of recursion, so that no nesting can overflow. */
export class JsonTree {
  root: ValueNode | undefined;
  readonly problems: SyntaxProblem[] = [];
  readonly #stack: Frame[] = [];
  readonly #open = { object: 0, array: 0 };
  readonly #length: number;

  /** @param length of the text, in UTF-16 code units. */
  constructor(length: number) {
    this.#length = length;
  }

  get top(): Frame | undefined {
    return this.#stack[this.#stack.length - 1];
  }

  get depth(): number {
    return this.#stack.length;
  }

  isOpen(kind: Frame['kind']): boolean {
    return this.#open[kind] > 0;
  }

  open(kind: Frame['kind'], start: number, kept: boolean): void {
    this.#open[kind]++;
    this.#stack.push({ kind, start, properties: [], items: [], expected: 'first', kept });
  }

  /** Ends the innermost object or array, and puts it where it belongs. */
  close(end: number): void {
    const frame = this.#stack.pop();
    if (frame === undefined) return;
    this.#open[frame.kind]--;
    if (frame.kept) this.put(finish(frame, end));
  }

  addKey(frame: Frame, key: StringNode, end: number): void {
    frame.properties.push({ key, value: undefined, start: key.start, end });
  }

  /** Extends the property whose value is yet to come. */
  extendProperty(frame: Frame, end: number): void {
    const property = frame.properties[frame.properties.length - 1];
    if (property) property.end = end;
  }

  /** Takes the string away that was read as the value of the last key. */
  takeString(frame: Frame): { key: StringNode; value: StringNode } | undefined {
    const property = frame.properties[frame.properties.length - 1];
    const value = property?.value;
    if (property === undefined || value?.kind !== 'string') return undefined;
    property.value = undefined;
    property.end = property.key.end;
    return { key: property.key, value };
  }

  put(node: ValueNode): void {
    const parent = this.top;
    if (parent === undefined) {
      this.root = node;
      return;
    }
    if (parent.kind === 'array') {
      parent.items.push(node);
      return;
    }
    const property = parent.properties[parent.properties.length - 1];
    if (property === undefined) return;
    property.value = node;
    property.end = node.end;
  }

  report(code: string, start: number, end: number, message: string): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    this.problems.push({ code, message, start: Math.min(start, this.#length), end: Math.min(end, this.#length) });
  }
}

function finish({ kind, properties, items, start }: Frame, end: number): ValueNode {
  if (kind === 'array') return { kind, items, start, end };
  const only = properties.length === 1 ? properties[0] : undefined;
  const fn = only && functionOfKey(only.key.value, only.value);
  return fn === undefined || only === undefined
    ? { kind, properties, start, end }
    : { kind: 'substitution', fn, argument: only.value, start, end };
}
