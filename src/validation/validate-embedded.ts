import { applyEdits } from '../asl/edits.ts';
import type { ScalarText } from '../asl/scalar-text.ts';
import type { Syntax, TextEdit } from '../asl/syntax.ts';
import {
  findDefinitions,
  type EmbeddedDefinition,
  type ReferencedDefinition,
  type TemplateDefinitions,
} from '../project/embedded-definitions.ts';
import { checkDefinition, type CheckOptions } from './check-definition.ts';
import type { Finding, Fix } from './finding.ts';
import { collectFindings } from './report.ts';

/** The template that definitions are in. */
export interface TemplateText {
  readonly text: string;
  readonly syntax: Syntax;
}

/** What is wrong with a definition in a template; places, fixes and pointers are the template's. */
export function validateEmbedded(
  embedded: EmbeddedDefinition,
  template: TemplateText,
  options: Omit<CheckOptions, 'machine'> = {},
): Finding[] {
  const findings = checkDefinition(embedded.definition, { ...options, machine: embedded });
  return findings.map((finding) => placeInTemplate(finding, embedded, template));
}

/**
 * A finding about an embedded definition as one about its template. The pointer leads to the definition and goes on
 * inside of it, also where that is the text of a scalar.
 */
export function placeInTemplate(finding: Finding, embedded: EmbeddedDefinition, template: TemplateText): Finding {
  const { scalar } = embedded;
  const placed = { ...finding, pointer: embedded.pointer + finding.pointer };
  if (scalar === undefined) return placed;
  const [start, end] = [scalar.toOuter(finding.start), scalar.toOuter(finding.end)];
  const fixes = finding.fixes.map((fix) => fixInTemplate(fix, embedded, scalar, template));
  return { ...placed, start, end: Math.max(start, end), fixes };
}

/** Planned when somebody asks for it, since the template is read again; without edits when it cannot be done there. */
function fixInTemplate(fix: Fix, embedded: EmbeddedDefinition, scalar: ScalarText, template: TemplateText): Fix {
  return {
    title: fix.title,
    get edits() {
      return editsInTemplate(fix.edits, embedded, scalar, template) ?? [];
    },
  };
}

/**
 * The edits of a template that make these edits of a definition in one of its scalars. The result is read again before
 * it is handed out; undefined where it would say something else.
 */
export function editsInTemplate(
  edits: readonly TextEdit[],
  { logicalId }: EmbeddedDefinition,
  scalar: ScalarText,
  { text, syntax }: TemplateText,
): readonly TextEdit[] | undefined {
  const placed = edits.flatMap((edit) => scalar.toOuterEdit(edit) ?? []);
  if (placed.length < edits.length) return undefined;
  const changed = applyEdits(text, placed);
  const after = findDefinitions(changed, syntax).embedded;
  const expected = applyEdits(scalar.value, edits);
  const isExact = after.some((each) => each.logicalId === logicalId && each.scalar?.value === expected);
  return isExact ? placed : undefined;
}

/** What is said of what cannot be looked at in a template: its own mistakes, and definitions that are elsewhere. */
export function describeUnread({ unread, problems }: TemplateDefinitions, { format }: Syntax): Finding[] {
  const { report, findings } = collectFindings();
  for (const { logicalId, reason, ...spot } of unread)
    report('UNREAD_DEFINITION', spot, `The definition of ${logicalId} ${reason}: it is not validated.`);
  const code = format === 'json' ? 'INVALID_JSON_DESCRIPTION' : 'INVALID_YAML';
  for (const { start, end, message } of problems) report(code, { pointer: '', start, end }, message);
  return findings;
}

/** What is said of a file that a template names, and that is not there. */
export function describeMissing({ logicalId, path, pointer, start, end }: ReferencedDefinition): Finding[] {
  const message = `${path}, the definition of ${logicalId}, is no file beside the template: it is not validated.`;
  const { report, findings } = collectFindings();
  report('MISSING_DEFINITION_FILE', { pointer, start, end }, message);
  return findings;
}
