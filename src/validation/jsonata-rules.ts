import { isJsonataText, jsonataSource } from '../asl/expressions/jsonata.ts';
import { PAGES } from '../asl/fields/pages.ts';
import type { StringNode } from '../asl/syntax.ts';
import { isSubstituted } from '../asl/values.ts';
import { spotOfNode } from './report.ts';
import type { RuleContext } from './rule-context.ts';

const OPENS = /^\s*\{%/;
const CLOSES = /%\}\s*$/;

/** A string that is meant as an expression, whether or not its marks are complete. */
export function looksLikeJsonata(text: string): boolean {
  return OPENS.test(text) || CLOSES.test(text);
}

/** A `{% … %}` string, `field` being what AWS calls it. `isRequired`: any other text is an error. */
export function checkJsonataString(
  { report, reject, readJsonata }: RuleContext,
  node: StringNode,
  pointer: string,
  field: string,
  isRequired = false,
): void {
  const spot = spotOfNode(node, pointer);
  const text = node.value;
  if (isJsonataText(text)) {
    const read = isSubstituted(node) ? undefined : readJsonata(jsonataSource(text).source);
    if (read && !read.ok) {
      const why = read.problems[0]?.message ?? '';
      // AWS says the same without JSONata's code.
      const aws = { message: why.replace(/^[A-Z]\d{4}: /, '') };
      report('INVALID_JSONATA_EXPRESSION', spot, `This is no JSONata expression: ${why}`, { aws });
    }
  } else if (isRequired && !isSubstituted(node)) {
    const hint = OPENS.test(text) && CLOSES.test(text) ? ': remove the blanks or line breaks outside of it' : '';
    reject(spot, `'${field}' must be a {% … %} expression${hint}.`, PAGES.jsonata);
  } else if (OPENS.test(text) && CLOSES.test(text)) {
    // AWS takes it, as the text that it is.
    const message = 'This is plain text, since there are blanks outside of {% … %}: remove them to have it evaluated.';
    report('BLANKS_AROUND_EXPRESSION', spot, message, { page: PAGES.jsonata });
  } else if (looksLikeJsonata(text)) {
    reject(
      spot,
      `This JSONata expression has no ${OPENS.test(text) ? 'end: add %}.' : 'start: add {%.'}`,
      PAGES.jsonata,
    );
  }
}
