import { functionOfKey } from './functions.ts';
import { MAX_PROBLEMS, type PropertyNode, type StringNode, type SyntaxProblem, type ValueNode } from './syntax.ts';

/** An object or array whose end was not read yet. */
export interface Frame {
  readonly kind: 'object' | 'array';
  readonly start: number;
  /** Where its properties or items begin among those of all that is open. */
  readonly first: number;
  /** What comes next; `first` is an entry, or the end, and `entry` follows a comma. */
  expected: 'first' | 'entry' | 'colon' | 'value' | 'comma';
  /** False for one that stands where none may: it is read, and dropped. */
  readonly kept: boolean;
}

type OpenProperty = { -readonly [K in keyof PropertyNode]: PropertyNode[K] };
type Entry = OpenProperty | ValueNode;

/** The tree while it is being read: a stack instead of recursion, so that no nesting can overflow. */
export class JsonTree {
  root: ValueNode | undefined;
  readonly problems: SyntaxProblem[] = [];
  readonly #stack: Frame[] = [];
  readonly #open = { object: 0, array: 0 };
  /**
   * Properties and items of all that is open, the innermost last: an array that grew by itself would take room for
   * seventeen, and most objects have few.
   */
  readonly #entries: Entry[] = [];
  #count = 0;
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
    this.#stack.push({ kind, start, first: this.#count, expected: 'first', kept });
  }

  /** Ends the innermost object or array, and puts it where it belongs. */
  close(end: number): void {
    const frame = this.#stack.pop();
    if (frame === undefined) return;
    this.#open[frame.kind]--;
    const entries = this.#entries.slice(frame.first, this.#count);
    this.#count = frame.first;
    if (frame.kept) this.put(finish(frame, entries, end));
  }

  /** To the innermost object. */
  addKey(key: StringNode, end: number): void {
    this.#entries[this.#count++] = { key, value: undefined, start: key.start, end };
  }

  /** Extends the property whose value is yet to come. */
  extendProperty(end: number): void {
    const property = this.#last();
    if (property) property.end = end;
  }

  /** Takes the string away that was read as the value of the last key. */
  takeString(): { key: StringNode; value: StringNode } | undefined {
    const property = this.#last();
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
      this.#entries[this.#count++] = node;
      return;
    }
    const property = this.#last();
    if (property === undefined) return;
    property.value = node;
    property.end = node.end;
  }

  /** The last property of the innermost object, which is what is open; undefined where it has none. */
  #last(): OpenProperty | undefined {
    const frame = this.top;
    const entry = frame && this.#count > frame.first ? this.#entries[this.#count - 1] : undefined;
    return entry && 'key' in entry ? entry : undefined;
  }

  report(code: string, start: number, end: number, message: string): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    this.problems.push({ code, message, start: Math.min(start, this.#length), end: Math.min(end, this.#length) });
  }
}

function finish({ kind, start }: Frame, entries: Entry[], end: number): ValueNode {
  if (kind === 'array') return { kind, items: entries as ValueNode[], start, end };
  return objectOrFunction(entries as OpenProperty[], start, end);
}

/** An object with these properties, or the function that an object with its only one is. */
export function objectOrFunction(properties: readonly PropertyNode[], start: number, end: number): ValueNode {
  const only = properties.length === 1 ? properties[0] : undefined;
  const fn = only && functionOfKey(only.key.value, only.value);
  return fn === undefined || only === undefined
    ? { kind: 'object', properties, start, end }
    : { kind: 'substitution', fn, argument: only.value, start, end };
}
