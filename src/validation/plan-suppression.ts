import type { Definition } from '../asl/definition.ts';
import { applyEdits, type EditPlan } from '../asl/edits.ts';
import { isSameJson } from '../asl/json.ts';
import { insertProperty, setValue } from '../asl/plan-change.ts';
import { allStates } from '../asl/scopes.ts';
import { lineEndAt } from '../asl/text-style.ts';
import { propertyOf, toJson } from '../asl/values.ts';
import type { Finding } from './finding.ts';
import { COMMENT_MARK, LINE_MARK, ownerOf } from './suppressions.ts';

/**
 * The edits that suppress a finding where it is, with a reason: at the end of its line in YAML where a comment may
 * stand there, else in the Comment of its state.
 */
export function planSuppression(
  definition: Definition,
  { code, pointer, start }: Pick<Finding, 'code' | 'pointer' | 'start'>,
  reason: string,
): EditPlan {
  const comment = commentFor(code, reason);
  if (comment === undefined) return { refused: 'A suppression needs a reason.' };
  const atLine = definition.format === 'yaml' ? markAtLine(definition, comment.line, start) : undefined;
  return atLine ?? planInComment(definition, comment.text, pointer);
}

/** What suppresses a code, as a comment of a line and within a Comment; undefined without a reason. */
export function commentFor(code: string, reason: string): { readonly line: string; readonly text: string } | undefined {
  // On one line, and without what would end the comment or begin another.
  const words = reason.replace(/[\s#;]+/g, ' ').trim();
  if (words === '') return undefined;
  return { line: `# ${LINE_MARK} ${code}: ${words}`, text: `${COMMENT_MARK} ${code}: ${words}` };
}

/** The edit that puts a comment at the end of a line of YAML; undefined where none may stand. */
export function markAtLine(
  { text, syntax }: Pick<Definition, 'text' | 'syntax'>,
  mark: string,
  start: number,
): EditPlan | undefined {
  const end = lineEndAt(text, start);
  const edits = [{ start: end, end, text: `${/\s$/.test(text.slice(0, end)) ? '' : ' '}${mark}` }];
  const [before, after] = [syntax.read(text), syntax.read(applyEdits(text, edits))];
  // Inside of a string it would be part of it.
  const isComment =
    after.problems.length <= before.problems.length &&
    before.root !== undefined &&
    after.root !== undefined &&
    isSameJson(toJson(before.root), toJson(after.root));
  return isComment ? { edits } : undefined;
}

function planInComment(definition: Definition, mark: string, pointer: string): EditPlan {
  const states = [...allStates(definition)];
  const owner = ownerOf(pointer, new Set(states.map((state) => state.pointer)));
  const node = owner === '' ? definition.root : states.find((state) => state.pointer === owner)?.node;
  if (node?.kind !== 'object') return { refused: 'There is no state here that could have a Comment.' };
  const comment = propertyOf(node, 'Comment');
  if (!comment) return insertProperty(definition, owner, 'Comment', mark, Math.min(1, node.properties.length));
  if (comment.value?.kind !== 'string') return { refused: 'The Comment of this state is no text.' };
  return setValue(definition, `${owner}/Comment`, `${comment.value.value}; ${mark}`);
}
