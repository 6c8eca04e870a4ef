import type { Definition } from '../asl/definition.ts';
import type { TemplateMachine } from '../project/embedded-definitions.ts';
import type { Finding } from './finding.ts';
import { isLasting } from './lasting-codes.ts';
import { checkSubstitutions } from './substitution-rules.ts';
import { applySuppressions } from './suppressions.ts';
import { validateDefinition, type ValidationOptions } from './validate.ts';

export interface CheckOptions extends ValidationOptions {
  /** The resource of a template that this is the definition of. */
  readonly machine?: TemplateMachine | undefined;
  /** Codes that the user does not want to see. */
  readonly ignored?: readonly string[] | undefined;
  /** What others say of the definition, in its own places: it is suppressed like the rest. */
  readonly opinions?: readonly Finding[] | undefined;
}

/** All that is to be shown of a definition: what the rules say, without what is suppressed, in the order of the text. */
export function checkDefinition(definition: Definition, options: CheckOptions = {}): Finding[] {
  const { machine, ignored = [], opinions = [] } = options;
  const type = options.type ?? machine?.type;
  const findings = [
    ...validateDefinition(definition, { type }),
    ...(machine ? checkSubstitutions(definition, machine) : []),
    ...opinions,
  ].sort((a, b) => a.start - b.start || a.end - b.end);
  return applySuppressions(findings, definition).filter(({ code }) => isLasting(code) || !ignored.includes(code));
}
