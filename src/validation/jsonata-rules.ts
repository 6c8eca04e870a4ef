import { compileJsonata, isJsonataText, jsonataSource } from '../asl/expressions/jsonata.ts';
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
  { reject }: RuleContext,
  node: StringNode,
  pointer: string,
  field: string,
  isRequired = false,
): void {
  const say = (message: string): void => {
    reject(spotOfNode(node, pointer), message, PAGES.jsonata);
  };
  const text = node.value;
  if (!isJsonataText(text)) {
    if (looksLikeJsonata(text)) say(describeMarks(text));
    else if (isRequired && !isSubstituted(node)) say(`'${field}' must be a {% … %} expression.`);
    return;
  }
  if (isSubstituted(node)) return;
  const compiled = compileJsonata(jsonataSource(text).source, field);
  if (!compiled.ok) say(`This is no JSONata expression: ${compiled.problems[0]?.message ?? ''}`);
}

function describeMarks(text: string): string {
  if (OPENS.test(text) && CLOSES.test(text))
    return 'A JSONata expression starts with {% and ends with %}: remove the blanks outside.';
  return OPENS.test(text)
    ? 'This JSONata expression has no end: add %}.'
    : 'This JSONata expression has no start: add {%.';
}
