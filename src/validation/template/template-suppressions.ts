import type { EditPlan } from '../../asl/edits.ts';
import { insertProperty, setValue, type Editable } from '../../asl/plan-change.ts';
import { nodeAt, parsePointer, formatPointer } from '../../asl/pointer.ts';
import { lineEndAt, lineStartAt } from '../../asl/text-style.ts';
import { propertyOf } from '../../asl/values.ts';
import type { TemplateDefinitions } from '../../project/embedded-definitions.ts';
import type { Finding } from '../finding.ts';
import { commentFor, markAtLine } from '../plan-suppression.ts';
import {
  lineSuppressionsIn,
  mayHoldSuppressions,
  readComment,
  withoutSuppressed,
  type Suppression,
} from '../suppressions.ts';
import type { TemplateTree } from './template-tree.ts';

/**
 * Takes out the findings about a template that its own text switches off: in YAML at the end of their line, in JSON and
 * in YAML in the Comment of their resource's Metadata. What is within a definition is the definition's.
 */
export function applyTemplateSuppressions(
  findings: readonly Finding[],
  tree: TemplateTree,
  { embedded }: TemplateDefinitions,
): Finding[] {
  const { text } = tree.editable;
  if (!mayHoldSuppressions(text)) return [...findings];
  const others = embedded.map(({ start, end }) => [lineStartAt(text, start), lineEndAt(text, end)] as const);
  const own = [...lineSuppressions(tree.editable)].filter(
    ({ start }) => !others.some(([from, to]) => from <= start && start <= to),
  );
  return withoutSuppressed(findings, text, [...own, ...metadataSuppressions(tree)]);
}

function lineSuppressions({ text, format, root }: Editable): Iterable<Suppression> {
  return format === 'yaml' && root ? lineSuppressionsIn(text, root, 0, text.length) : [];
}

function* metadataSuppressions({ resources }: TemplateTree): Generator<Suppression> {
  for (const { node, pointer } of resources.values()) {
    const comment = propertyOf(propertyOf(node, 'Metadata')?.value, 'Comment')?.value;
    if (comment?.kind !== 'string') continue;
    for (const { code, reason } of readComment(comment))
      yield {
        ...{ code, reason, start: comment.start, end: comment.end },
        pointer: `${pointer}/Metadata/Comment`,
        covers: (finding) => finding.pointer === pointer || finding.pointer.startsWith(`${pointer}/`),
        removal: undefined,
      };
  }
}

/** The edits that suppress a finding about a template where it is, with a reason. */
export function planTemplateSuppression(
  editable: Editable,
  { code, pointer, start }: Pick<Finding, 'code' | 'pointer' | 'start'>,
  reason: string,
): EditPlan {
  const comment = commentFor(code, reason);
  if (comment === undefined) return { refused: 'A suppression needs a reason.' };
  const atLine = editable.format === 'yaml' ? markAtLine(editable, comment.line, start) : undefined;
  return atLine ?? planInMetadata(editable, comment.text, pointer);
}

function planInMetadata(editable: Editable, mark: string, pointer: string): EditPlan {
  const [section, logicalId] = parsePointer(pointer) ?? [];
  if (section !== 'Resources' || logicalId === undefined)
    return { refused: 'There is no resource here whose Metadata could have a Comment.' };
  const owner = formatPointer([section, logicalId]);
  const metadata = nodeAt(editable.root, `${owner}/Metadata`);
  if (metadata === undefined) return insertProperty(editable, owner, 'Metadata', { Comment: mark }, 1);
  const comment = propertyOf(metadata, 'Comment');
  if (!comment) return insertProperty(editable, `${owner}/Metadata`, 'Comment', mark);
  if (comment.value?.kind !== 'string') return { refused: 'The Comment of this resource is no text.' };
  return setValue(editable, `${owner}/Metadata/Comment`, `${comment.value.value}; ${mark}`);
}
