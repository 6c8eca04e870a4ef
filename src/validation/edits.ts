import type { Definition } from '../asl/definition.ts';
import type { EditPlan } from '../asl/edits.ts';
import type { PropertyNode, StringNode, TextEdit } from '../asl/syntax.ts';
import type { Fix } from './finding.ts';

/** Puts another key in place of this one; quotes stay as they are. */
export function renameKey(definition: Definition, property: PropertyNode, name: string): Fix {
  return { title: `Change to ${name}`, edits: [replaceScalar(definition, property.key, name)] };
}

/** Puts another string in place of this one; quotes stay as they are. */
export function replaceString(definition: Definition, node: StringNode, value: string): Fix {
  return { title: `Change to ${value}`, edits: [replaceScalar(definition, node, value)] };
}

/** `value` must need neither quotes nor escapes of its own, as the names of the language do not. */
function replaceScalar({ text }: Definition, { start, end }: StringNode, value: string): TextEdit {
  const quote = text[start];
  const isQuoted = end - start >= 2 && (quote === '"' || quote === "'") && text[end - 1] === quote;
  return isQuoted ? { start: start + 1, end: end - 1, text: value } : { start, end, text: value };
}

/** A fix whose edits are planned only when somebody asks for them: planning reads the text again. */
export function planLater(title: string, plan: () => EditPlan): Fix {
  return {
    title,
    get edits() {
      const planned = plan();
      return 'edits' in planned ? planned.edits : [];
    },
  };
}
