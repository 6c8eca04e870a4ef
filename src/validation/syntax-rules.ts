import { PAGES } from '../asl/fields/pages.ts';
import type { RuleContext } from './rule-context.ts';

const RFC_8259 = 'https://www.rfc-editor.org/rfc/rfc8259';
const YAML_1_2 = 'https://yaml.org/spec/1.2.2/';

/** What the parser could not read, and a root that is no object. */
export function checkSyntax({ definition, report, reject }: RuleContext): void {
  const { root, problems, format, text } = definition;
  const isEmpty = root === undefined && text.trim() === '';
  const code = format === 'json' ? 'INVALID_JSON_DESCRIPTION' : 'INVALID_YAML';
  const page = format === 'json' ? RFC_8259 : YAML_1_2;
  if (!isEmpty)
    for (const { start, end, message } of problems) report(code, { pointer: '', start, end }, message, { page });
  if (root?.kind === 'object' || (root === undefined && !isEmpty && problems.length > 0)) return;
  // Where it begins: underlined as a whole, every line of a long text would seem wrong.
  const start = root?.start ?? 0;
  reject(
    { pointer: '', start, end: Math.min(start + 1, root?.end ?? 0) },
    'Definition must be a valid JSON object',
    PAGES.structure,
  );
}
