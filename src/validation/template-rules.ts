import type { QueryLanguage } from '../asl/definition.ts';
import { LARGEST_NAME } from '../asl/fields/common-fields.ts';
import { isJsonataText, jsonataSource } from '../asl/expressions/jsonata.ts';
import type { Field } from '../asl/fields/field.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { escapeToken } from '../asl/pointer.ts';
import type { ObjectNode, PropertyNode, StringNode, ValueNode } from '../asl/syntax.ts';
import { isSubstituted } from '../asl/values.ts';
import { changeKey, changeString } from './edits.ts';
import type { Fix } from './finding.ts';
import { checkJsonataString, looksLikeJsonata } from './jsonata-rules.ts';
import { spotOfKey, spotOfNode, spotOfValue, type Spot } from './report.ts';
import type { RuleContext } from './rule-context.ts';

const SUFFIX = '.$';
/** Money is no path: after the $ there must be a step, and after a dot a name. */
const PATH_LIKE = /^(\$\$?(\.[A-Za-z_]|\[)|States\.[A-Za-z0-9]+\()/;
const STATES_PATH = /^\$states\.(input|result|errorOutput|context)\b/;
/** Where services have paths of their own: InputPath and InputPathsMap of an EventBridge target. */
const OTHERS_PATH = /\/InputPath(sMap\/[^/]*)?$/;
/** `{% … %}` with a variable in it, amid other text. */
const ENCLOSED = /\{%[^%]*\$[^%]*%\}/;
/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
const VARIABLE_NAME = /^[\p{ID_Start}][\p{ID_Continue}]*$/u;

/** A string that would be a path or an intrinsic function where those are evaluated. */
export function looksLikePath({ readPath }: RuleContext, text: string): boolean {
  return PATH_LIKE.test(text) && readPath.expression(text).ok;
}

/**
 * The expressions within a payload, which is the user's own JSON otherwise. `pointer` is the payload's; `field` the
 * state's field that it is the value of.
 */
export function checkTemplate(
  context: RuleContext,
  node: ValueNode,
  pointer: string,
  language: QueryLanguage,
  field: Field,
): void {
  switch (node.kind) {
    case 'array':
      for (const [index, item] of node.items.entries())
        if (mayHold(item)) checkTemplate(context, item, `${pointer}/${index}`, language, field);
      return;
    case 'object':
      for (const property of node.properties) {
        if (language === 'JSONPath') checkPathMember(context, property, pointer, field);
        else checkJsonataMember(context, property, pointer, field);
      }
      if (language === 'JSONPath') checkSameKeys(context, node, pointer, field);
      return;
    case 'string':
      if (language === 'JSONPath') return;
      if (looksLikeJsonata(node.value)) checkJsonataString(context, node, pointer, field.name);
      else checkUnmarkedText(context, node, pointer);
      return;
    default:
      return;
  }
}

/** Whether there can be an expression in it, or be one. */
function mayHold({ kind }: ValueNode): boolean {
  return kind === 'object' || kind === 'array' || kind === 'string';
}

function checkPathMember(context: RuleContext, property: PropertyNode, pointer: string, field: Field): void {
  const { key, value } = property;
  if (value === undefined) return;
  if (!key.value.endsWith(SUFFIX)) {
    if (value.kind === 'string') checkUnmarked(context, property, value.value, pointer, field);
    else if (value.kind === 'object' || value.kind === 'array')
      checkTemplate(context, value, `${pointer}/${escapeToken(key.value)}`, 'JSONPath', field);
    return;
  }
  if (isSubstituted(value)) return;
  const compiled = value.kind === 'string' ? context.readPath.expression(value.value) : undefined;
  if (compiled?.ok) {
    if (compiled.value.flaw !== undefined) reportFlaw(context, spotOfValue(property, pointer), compiled.value.flaw);
    return;
  }
  const message = `The value for the field '${key.value}' must be a valid JSONPath or a valid intrinsic function call`;
  const detail = compiled ? `: ${compiled.problems[0]?.message ?? ''}` : '';
  context.reject(spotOfValue(property, pointer), message + detail, compiled ? PAGES.intrinsics : PAGES.parameters, {
    aws: { message, location: pointer },
  });
}

function checkUnmarked(
  context: RuleContext,
  property: PropertyNode,
  text: string,
  pointer: string,
  field: Field,
): void {
  const { report, definition } = context;
  if (property.value?.kind === 'string' && isStrayJsonata(context, text))
    report(
      'UNMARKED_EXPRESSION',
      spotOfValue(property, pointer),
      'This is plain text, since the state is a JSONPath one: set its QueryLanguage to JSONata to have it evaluated.',
      { page: PAGES.jsonata },
    );
  if (!looksLikePath(context, text)) return;
  const key = property.key.value;
  const name = `${key}${SUFFIX}`;
  report('NO_DOLLAR', spotOfKey(property, pointer), `'${key}' gets the text '${text}' as it is: is '${name}' meant?`, {
    page: field.page,
    fixes: [changeKey(definition, spotOfKey(property, pointer).pointer, name)],
  });
}

/** `{% $… %}`, which a JSONPath state hands on as it stands. */
function isStrayJsonata({ readJsonata }: RuleContext, text: string): boolean {
  return isJsonataText(text) && text.includes('$') && readJsonata(jsonataSource(text).source).ok;
}

/** A call that fails whatever its paths give. */
export function reportFlaw({ report }: RuleContext, spot: Spot, flaw: string): void {
  report('FAILING_INTRINSIC', spot, `This fails whenever it is called: ${flaw}.`, { page: PAGES.intrinsics });
}

/** Text of a JSONata state that would be evaluated with `{% %}` around it, or in a JSONPath state. */
function checkUnmarkedText(context: RuleContext, node: StringNode, pointer: string): void {
  const { report, definition, readJsonata } = context;
  const text = node.value;
  if (isSubstituted(node)) return;
  const say = (message: string, fixes: readonly Fix[] = []): void => {
    report('UNMARKED_EXPRESSION', spotOfNode(node, pointer), message, { page: PAGES.jsonata, fixes });
  };
  if (STATES_PATH.test(text) && readJsonata(text).ok)
    say('This is plain text: put {% %} around it to have it evaluated.', [
      changeString(definition, pointer, `{% ${text} %}`),
    ]);
  else if (looksLikePath(context, text) && !OTHERS_PATH.test(pointer))
    say('This is plain text, since paths and States.… functions are for JSONPath: write it as a {% … %} expression.');
  else if (ENCLOSED.test(text))
    say('This is plain text, since {% %} must enclose the whole string: join text and values with & inside of it.');
}

/** `x` and `x.$` would both become `x`. */
function checkSameKeys({ reject }: RuleContext, node: ObjectNode, pointer: string, field: Field): void {
  if (node.properties.length < 2) return;
  let keys: ReadonlySet<string> | undefined;
  for (const property of node.properties) {
    const key = property.key.value;
    if (!key.endsWith(SUFFIX)) continue;
    const name = key.slice(0, -SUFFIX.length);
    keys ??= new Set(node.properties.map((each) => each.key.value));
    if ((!name.endsWith(SUFFIX) && keys.has(name)) || keys.has(key + SUFFIX))
      reject(spotOfKey(property, pointer), `'${name}' and '${key}' give the same key.`, field.page);
  }
}

function checkJsonataMember(context: RuleContext, property: PropertyNode, pointer: string, field: Field): void {
  const { key, value } = property;
  if (value === undefined) return;
  if (key.value.endsWith(SUFFIX) && value.kind === 'string' && looksLikePath(context, value.value))
    context.reject(
      spotOfKey(property, pointer),
      `The QueryLanguage is set to 'JSONata', but keys like '${key.value}' are only supported for the 'JSONPath' QueryLanguage`,
      field.page,
    );
  else checkTemplate(context, value, `${pointer}/${escapeToken(key.value)}`, 'JSONata', field);
}

/** Keys of Assign, which become variables. */
export function checkAssignedNames({ reject }: RuleContext, node: ObjectNode, pointer: string): void {
  for (const property of node.properties) {
    const name = property.key.value.replace(/\.\$$/, '');
    if (VARIABLE_NAME.test(name) && name.length <= LARGEST_NAME && name !== 'states') continue;
    const message =
      name === 'states'
        ? "'states' is reserved: give the variable another name."
        : `'${name}' cannot name a variable: a letter first, then letters, digits and _, at most ${LARGEST_NAME} characters.`;
    reject(spotOfKey(property, pointer), message, PAGES.variables);
  }
}
