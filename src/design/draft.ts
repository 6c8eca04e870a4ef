import { definitionOf } from '../asl/build-definition.ts';
import { changeValue, type Change } from '../asl/changes.ts';
import type { Definition, Scope, State } from '../asl/definition.ts';
import { applyEdits, type EditPlan } from '../asl/edits.ts';
import { isSameJson, type JsonValue } from '../asl/json.ts';
import { draftChange } from '../asl/plan-change.ts';
import { escapeToken, nodeAt } from '../asl/pointer.ts';
import { allScopes, stateByPointer } from '../asl/scopes.ts';
import type { SyntaxTree, TextEdit } from '../asl/syntax.ts';
import { toJson } from '../asl/values.ts';
import { Pieces } from './pieces.ts';

/** Why a change was not made; undefined when it was. */
export type Refusal = string | undefined;

/**
 * A definition while a gesture changes it, step by step. Each step is planned on what the steps before have left, and
 * what it gives is read again; the edits that come out in the end are those of the original text. Steps answer with
 * why they were refused, so that they chain by `??`: after a refusal the draft is of no use.
 */
export class Draft {
  readonly #pieces: Pieces;
  #definition: Definition;
  #known: Known | undefined;

  constructor(definition: Definition) {
    this.#definition = definition;
    this.#pieces = new Pieces(definition.text);
  }

  /** As it is now. */
  get definition(): Definition {
    return this.#definition;
  }

  /** The edits of the original text that give it. */
  edits(): readonly TextEdit[] {
    return this.#pieces.edits();
  }

  state(pointer: string): State | undefined {
    return stateByPointer(this.#definition, pointer);
  }

  scope(pointer: string): Scope | undefined {
    for (const scope of allScopes(this.#definition)) if (scope.pointer === pointer) return scope;
    return undefined;
  }

  change(change: Change): Refusal {
    const draft = draftChange(this.#definition, change);
    if ('refused' in draft) return draft.refused;
    const expected = changeValue(this.#now().value, change, this.#definition.base);
    return expected !== undefined && this.#try(draft.edits, expected) ? undefined : draft.why();
  }

  /**
   * Several changes, read again once. Each pointer has to mean the same before and after the changes that come before
   * it. Those that touch each other's text are made one after the other.
   */
  changeAll(changes: readonly Change[]): Refusal {
    const wanted = changes.filter((change) => !this.#isSo(change));
    if (wanted.length > 1 && this.#tryAll(wanted)) return undefined;
    for (const change of wanted) {
      const refused = this.change(change);
      if (refused !== undefined) return refused;
    }
    return undefined;
  }

  #isSo(change: Change): boolean {
    const node = change.kind === 'set' ? nodeAt(this.#definition.root, change.pointer) : undefined;
    return node !== undefined && change.kind === 'set' && isSameJson(toJson(node), change.value);
  }

  #tryAll(changes: readonly Change[]): boolean {
    const edits: TextEdit[] = [];
    let expected = this.#now().value;
    for (const change of changes) {
      const draft = draftChange(this.#definition, change);
      const changed = changeValue(expected, change, this.#definition.base);
      if ('refused' in draft || changed === undefined) return false;
      edits.push(...draft.edits);
      expected = changed;
    }
    return areApart(edits) && this.#try(edits, expected);
  }

  /** Replaces the value at a pointer; one that is the same already stays as it is written. */
  set(pointer: string, value: JsonValue): Refusal {
    const node = nodeAt(this.#definition.root, pointer);
    if (node && isSameJson(toJson(node), value)) return undefined;
    return this.change({ kind: 'set', pointer, value });
  }

  remove(pointer: string): Refusal {
    return this.change({ kind: 'remove', pointer });
  }

  /** Sets a property of the object at a pointer; a new one comes last, unless told at which position. */
  put(pointer: string, key: string, value: JsonValue, index?: number): Refusal {
    const node = nodeAt(this.#definition.root, pointer);
    if (node?.kind === 'object' && node.properties.some((property) => property.key.value === key))
      return this.set(`${pointer}/${escapeToken(key)}`, value);
    return this.change({
      kind: 'insert-property',
      pointer,
      key,
      value,
      ...(index === undefined ? {} : { index }),
    });
  }

  /** Edits that were planned on the text as it is now, and checked. */
  take(plan: EditPlan): Refusal {
    if ('refused' in plan) return plan.refused;
    this.#pieces.apply(plan.edits);
    const { syntax, text } = this.#definition;
    const changed = applyEdits(text, plan.edits);
    this.#read(changed, syntax.read(changed));
    return undefined;
  }

  /** Edits that must not change what the text says. False: they would, and nothing was done. */
  restyle(edits: readonly TextEdit[]): boolean {
    return this.#try(edits, this.#now().value);
  }

  /** Edits that let two items of the array at a pointer change places, and nothing else. */
  exchange(pointer: string, one: number, other: number, edits: readonly TextEdit[]): Refusal {
    const node = nodeAt(this.#definition.root, pointer);
    const items = node && toJson(node);
    if (!Array.isArray(items)) return `There is no list at ${pointer}.`;
    const value = items.with(one, items[other] ?? null).with(other, items[one] ?? null);
    const expected = changeValue(this.#now().value, { kind: 'set', pointer, value }, this.#definition.base);
    if (expected !== undefined && this.#try(edits, expected)) return undefined;
    return this.set(pointer, value);
  }

  #try(edits: readonly TextEdit[], expected: JsonValue): boolean {
    const { syntax, text } = this.#definition;
    const changed = applyEdits(text, edits);
    const tree = syntax.read(changed);
    const known = know(tree);
    if (!isSameJson(known.value, expected) || known.problems > this.#now().problems) return false;
    this.#pieces.apply(edits);
    this.#read(changed, tree);
    return true;
  }

  #now(): Known {
    const { syntax, text, base, root, problems } = this.#definition;
    // What is a whole text has been read already.
    return (this.#known ??= know(base === '' ? { root, problems } : syntax.read(text)));
  }

  #read(text: string, tree: SyntaxTree): void {
    const { syntax, base } = this.#definition;
    this.#definition = definitionOf(nodeAt(tree.root, base), text, syntax, tree.problems, base);
    this.#known = know(tree);
  }
}

/** None within another, nor two at one place. */
function areApart(edits: readonly TextEdit[]): boolean {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  return sorted.every((edit, at) => {
    const before = sorted[at - 1];
    return before === undefined || (before.end <= edit.start && before.start < edit.start);
  });
}

/** What a whole text says: more than the definition, where that is part of a template. */
interface Known {
  readonly value: JsonValue;
  readonly problems: number;
}

/** Comments move with what they stand in, and are then, for a while, there twice. */
function know({ root, problems }: SyntaxTree): Known {
  const worse = problems.filter(({ code }) => code !== 'JSON_COMMENT');
  return { value: root === undefined ? null : toJson(root), problems: worse.length };
}
