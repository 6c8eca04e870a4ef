import type { Definition } from '../asl/definition.ts';
import { applyEdits, type EditPlan } from '../asl/edits.ts';
import type { JsonValue } from '../asl/json.ts';
import { givesExactly, insertProperty, removeEntry, renameKey, setValue } from '../asl/plan-change.ts';
import { nodeAt, parsePointer } from '../asl/pointer.ts';
import { toJson } from '../asl/values.ts';
import type { Fix } from './finding.ts';

/** Puts another key in place of the one at a pointer; quotes stay as they are. */
export function changeKey(definition: Definition, pointer: string, name: string): Fix {
  return planLater(`Change to ${name}`, () => renameKey(definition, pointer, name));
}

/** Puts another string in place of the one at a pointer; quotes stay as they are. */
export function changeString(definition: Definition, pointer: string, value: string): Fix {
  return planLater(`Change to ${value}`, () => setValue(definition, pointer, value));
}

/** Removes the field at a pointer. */
export function removeField(definition: Definition, pointer: string): Fix {
  return planLater(`Remove ${parsePointer(pointer)?.at(-1) ?? ''}`, () => removeEntry(definition, pointer));
}

/** Adds a field to the object at a pointer. */
export function addField(definition: Definition, pointer: string, name: string, value: JsonValue): Fix {
  const shown = typeof value === 'object' ? '' : ` ${String(value)}`;
  return planLater(`Add ${name}${shown}`, () => insertProperty(definition, pointer, name, value));
}

/** Moves an item of the list at a pointer to its end; each item keeps its own text, and each place what is around it. */
export function moveLast(definition: Definition, pointer: string, index: number): Fix {
  return planLater('Move to the end', () => {
    const list = nodeAt(definition.root, pointer);
    const refused = { refused: 'The items cannot be moved without touching what stands around them.' };
    if (list?.kind !== 'array') return refused;
    const moved = [
      ...list.items.slice(0, index),
      ...list.items.slice(index + 1),
      ...list.items.slice(index, index + 1),
    ];
    const edits = list.items.slice(index).flatMap(({ start, end }, position) => {
      const next = moved[index + position];
      return next ? [{ start, end, text: definition.text.slice(next.start, next.end) }] : [];
    });
    const change = { kind: 'set', pointer, value: moved.map(toJson) } as const;
    return givesExactly(definition, change, applyEdits(definition.text, edits)) ? { edits } : refused;
  });
}

/**
 * A fix whose edits are planned only when somebody asks for them: planning reads the text again. It has none where the
 * change cannot be made without touching what stands around it.
 */
export function planLater(title: string, plan: () => EditPlan): Fix {
  return {
    title,
    get edits() {
      const planned = plan();
      return 'edits' in planned ? planned.edits : [];
    },
  };
}
