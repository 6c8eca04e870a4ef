import { changeValue, type Change } from './changes.ts';
import type { Definition, Scope } from './definition.ts';
import { headsOf, insertInBlock, removeInBlock, setInBlock, type Edits } from './edit-block.ts';
import { entriesOf, insertInFlow, isFlow, removeInFlow, setInFlow, type EditContext } from './edit-flow.ts';
import { applyEdits, type EditPlan } from './edits.ts';
import { isSameJson, type JsonValue } from './json.ts';
import { locate, type Located } from './locate.ts';
import { printString } from './print-scalar.ts';
import type { ArrayNode, ObjectNode, TextEdit, ValueNode } from './syntax.ts';
import { columnAt, styleOf } from './text-style.ts';
import { toJson } from './values.ts';

/** What edits are planned for: a whole definition, or one that is part of a template. */
export type Editable = Pick<Definition, 'text' | 'format' | 'syntax' | 'root' | 'base'>;

/** Replaces the value at a pointer. */
export function setValue(definition: Editable, pointer: string, value: JsonValue): EditPlan {
  return planChange(definition, { kind: 'set', pointer, value });
}

/** Removes a property with its key, or an item of an array. */
export function removeEntry(definition: Editable, pointer: string): EditPlan {
  return planChange(definition, { kind: 'remove', pointer });
}

/** Adds a property to the object at a pointer; at the end, unless told at which position. */
export function insertProperty(
  definition: Editable,
  pointer: string,
  key: string,
  value: JsonValue,
  index?: number,
): EditPlan {
  return planChange(definition, {
    kind: 'insert-property',
    pointer,
    key,
    value,
    ...(index === undefined ? {} : { index }),
  });
}

/** Adds an item to the array at a pointer; at the end, unless told at which position. */
export function insertItem(definition: Editable, pointer: string, value: JsonValue, index?: number): EditPlan {
  return planChange(definition, { kind: 'insert-item', pointer, value, ...(index === undefined ? {} : { index }) });
}

/** Adds a state to a scope, after the state of a name where one is given, and else at the end. */
export function insertState(
  definition: Editable,
  scope: Scope,
  name: string,
  state: JsonValue,
  after?: string,
): EditPlan {
  const index = scope.states.findIndex((candidate) => candidate.name === after) + 1;
  return insertProperty(definition, `${scope.pointer}/States`, name, state, index > 0 ? index : scope.states.length);
}

/** Renames the key of the property at a pointer; for a state with all that names it, see `renameState`. */
export function renameKey(definition: Editable, pointer: string, key: string): EditPlan {
  return planChange(definition, { kind: 'rename-key', pointer, key });
}

/**
 * The fewest edits that make a change, in the layout of the text around it. What they give is read again before it is
 * handed out: where it is not exactly what the change asks for, the change is refused, and nothing is edited.
 */
export function planChange(definition: Editable, change: Change): EditPlan {
  const draft = draftChange(definition, change);
  if ('refused' in draft) return draft;
  const { edits } = draft;
  return givesExactly(definition, change, applyEdits(definition.text, edits)) ? { edits } : { refused: draft.why() };
}

/** Edits that nobody has read yet, and what to say where they give something else than the change asks for. */
export interface DraftedChange {
  readonly edits: readonly TextEdit[];
  readonly why: () => string;
}

/** The edits of `planChange` before they are read again: for a caller that does so himself, after several of them. */
export function draftChange(definition: Editable, change: Change): DraftedChange | { readonly refused: string } {
  const target = locate(definition.root, change.pointer);
  if (target === undefined)
    return { refused: `Nothing stands at ${change.pointer === '' ? 'the root' : change.pointer}.` };
  const { text, format, syntax } = definition;
  const isInto = change.kind === 'insert-item' || change.kind === 'insert-property';
  const isAlias = isInto && target.node !== undefined && text.charAt(target.node.start) === '*';
  const isCopy = format === 'yaml' && (target.isCopy || isAlias);
  if (isCopy) return { refused: 'This stands behind an alias (*): change what the alias names instead.' };
  const edits = planEdits({ text, format, style: styleOf(definition), print: syntax.print }, target, change);
  if (typeof edits === 'string') return { refused: edits };
  const why = (): string => {
    const alias = format === 'yaml' ? repeatedIn(text, edits, target) : undefined;
    return alias === undefined
      ? 'This text cannot be changed here without touching what stands around it: change it by hand.'
      : `*${alias} repeats what this would change: write it out there first.`;
  };
  return { edits, why };
}

/** The first anchor of what is edited that an alias elsewhere uses. */
function repeatedIn(text: string, edits: readonly TextEdit[], { property, parent, node }: Located): string | undefined {
  const owner = property ?? parent ?? node;
  const edited = edits.map(({ start, end }) => text.slice(Math.min(start, owner?.start ?? start), end)).join('\n');
  const anchors = Array.from(edited.matchAll(/&([^\s[\]{},]+)/g), ([, name]) => name ?? '');
  return anchors.find((name) => text.split(/[\s[\]{},]+/).includes(`*${name}`));
}

/** Whether a changed text, read again, is what the change asks for and nothing else, with no new problem. */
export function givesExactly({ text, syntax, base }: Editable, change: Change, changed: string): boolean {
  const before = syntax.read(text);
  const after = syntax.read(changed);
  if (before.root === undefined || after.root === undefined) return false;
  const expected = changeValue(toJson(before.root), change, base);
  return (
    after.problems.length <= before.problems.length &&
    expected !== undefined &&
    isSameJson(toJson(after.root), expected)
  );
}

function planEdits(context: EditContext, target: Located, change: Change): Edits {
  switch (change.kind) {
    case 'set':
      return planSet(context, target, change.value);
    case 'remove':
      return planRemove(context, target);
    case 'rename-key': {
      const { property } = target;
      if (property === undefined) return 'Only a property has a key.';
      const { start, end } = property.key;
      return [{ start, end, text: printString(change.key, context.text.slice(start, end), context.format) }];
    }
    case 'insert-property':
      return target.node?.kind === 'object'
        ? planInsert(context, target, target.node, { ...change, index: change.index ?? Infinity })
        : 'Only an object takes properties.';
    case 'insert-item':
      return target.node?.kind === 'array'
        ? planInsert(context, target, target.node, { ...change, key: undefined, index: change.index ?? Infinity })
        : 'Only an array takes items.';
  }
}

function planSet(context: EditContext, { node, parent, property, index }: Located, value: JsonValue): Edits {
  const { text, format } = context;
  if (format === 'json' || node === undefined || parent === undefined || isFlow(text, parent)) {
    const owner = property ?? node;
    return owner === undefined ? [] : setInFlow(context, owner, node, value);
  }
  if (property) {
    const colon = /\s*:/y;
    colon.lastIndex = property.key.end;
    const head = property.key.end + (colon.exec(text)?.[0].length ?? 0);
    return setInBlock(context, { head, column: columnAt(text, property.start), isItem: false }, node, value);
  }
  const dash = headsOf(text, parent)[index] ?? node.start;
  return setInBlock(context, { head: dash + 1, column: columnAt(text, dash), isItem: true }, node, value);
}

function planRemove(context: EditContext, target: Located): Edits {
  const { parent, index } = target;
  if (parent === undefined) return 'The root cannot be removed.';
  if (context.format === 'json' || isFlow(context.text, parent)) return removeInFlow(context, parent, index);
  if (entriesOf(parent).length > 1) return removeInBlock(context, parent, index);
  const empty = parent.kind === 'object' ? {} : [];
  return target.above ? planSet(context, target.above, empty) : [{ start: parent.start, end: parent.end, text: '{}' }];
}

function planInsert(
  context: EditContext,
  target: Located,
  node: ObjectNode | ArrayNode,
  { index, key, value }: { readonly index: number; readonly key: string | undefined; readonly value: JsonValue },
): Edits {
  if (context.format === 'json') return insertInFlow(context, node, { index, key, value });
  if (!isFlow(context.text, node)) return insertInBlock(context, node, { index, key, value });
  const { parent } = target;
  const isInBlock = parent !== undefined && !isFlow(context.text, parent);
  return isInBlock && isEmptyPair(context.text, node)
    ? planSet(context, target, key === undefined ? [value] : { [key]: value })
    : insertInFlow(context, node, { index, key, value });
}

/** `{}` or `[]`, which becomes a block once something stands in it. */
function isEmptyPair(text: string, { start, end }: ValueNode): boolean {
  return text.slice(start + 1, end - 1).trim() === '';
}
