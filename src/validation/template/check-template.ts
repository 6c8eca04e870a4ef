import type { Definition } from '../../asl/definition.ts';
import type { TemplateDefinitions } from '../../project/embedded-definitions.ts';
import type { Finding } from '../finding.ts';
import { isLasting } from '../lasting-codes.ts';
import { collectFindings } from '../report.ts';
import { describeUnread, type TemplateText } from '../validate-embedded.ts';
import { checkBatches } from './batch-rules.ts';
import { findEventSources } from './event-sources.ts';
import { checkMapPermissions, type MachineDefinition } from './map-permission-rules.ts';
import { checkQueues } from './queue-rules.ts';
import { checkStreams } from './stream-rules.ts';
import { applyTemplateSuppressions } from './template-suppressions.ts';
import { readTemplateTree } from './template-tree.ts';
import { checkTriggers } from './trigger-rules.ts';

export interface TemplateCheckOptions {
  /** Codes that the user does not want to see. */
  readonly ignored?: readonly string[] | undefined;
  /** The definitions of its state machines that are files of their own, by logical id. */
  readonly definitions?: ReadonlyMap<string, Definition> | undefined;
  /** What else is said of the template, such as of files that it names and that are missing. */
  readonly others?: readonly Finding[] | undefined;
}

/**
 * All that is to be shown of a template apart from its definitions: what the rules say of its resources, what cannot be
 * read of it, without what is suppressed, in the order of the text. Never throws.
 */
export function checkTemplate(
  template: TemplateDefinitions,
  { text, syntax }: TemplateText,
  { ignored = [], others = [], definitions = new Map() }: TemplateCheckOptions = {},
): Finding[] {
  const tree = readTemplateTree(template.root, text, syntax);
  const { report, findings } = collectFindings();
  const sources = findEventSources(tree);
  checkQueues(tree, sources, report);
  checkBatches(tree, sources, report);
  checkStreams(tree, sources, report);
  const machines: readonly MachineDefinition[] = [
    ...template.embedded,
    ...Array.from(definitions, ([logicalId, definition]) => ({ logicalId, definition })),
  ];
  checkMapPermissions(tree, machines, report);
  checkTriggers(tree, sources, machines, report);
  const all = [...findings, ...describeUnread(template, syntax), ...others];
  all.sort((a, b) => a.start - b.start || a.end - b.end);
  return applyTemplateSuppressions(all, tree, template).filter(
    ({ code }) => isLasting(code) || !ignored.includes(code),
  );
}
