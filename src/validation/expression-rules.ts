import type { Compiled } from '../asl/expressions/expression.ts';
import { isIntrinsic } from '../asl/expressions/intrinsics.ts';
import { findField } from '../asl/fields.ts';
import type { Field } from '../asl/fields/field.ts';
import { PAGES } from '../asl/fields/pages.ts';
import type { PropertyNode, StringNode, ValueNode } from '../asl/syntax.ts';
import { isSubstituted } from '../asl/values.ts';
import { changeKey } from './edits.ts';
import { checkJsonataString, looksLikeJsonata } from './jsonata-rules.ts';
import { spotOfKey, spotOfNode, spotOfValue, type Spot } from './report.ts';
import type { RuleContext, Surroundings } from './rule-context.ts';
import { checkAssignedNames, checkTemplate, looksLikePath } from './template-rules.ts';

/** Intrinsic functions that give a string, which is what an error's name and cause have to be. */
const GIVES_STRING = /^States\.(ArrayGetItem|Base64Encode|Base64Decode|Format|JsonToString|Hash|UUID)\b/;

/** Paths, intrinsic functions and JSONata in one field, whose value has the right type already. */
export function checkExpressions(
  context: RuleContext,
  field: Field,
  property: PropertyNode,
  pointer: string,
  surroundings: Surroundings,
): void {
  const { value } = property;
  if (value === undefined || value.kind === 'substitution') return;
  const spot = spotOfValue(property, pointer);
  if (surroundings.language === 'JSONata') checkJsonataField(context, field, value, spot);
  else checkPathField(context, field, property, value, spot, pointer);
  if (field.name === 'Assign' && value.kind === 'object') checkAssignedNames(context, value, spot.pointer);
}

function checkJsonataField(context: RuleContext, field: Field, value: ValueNode, spot: Spot): void {
  const { kind } = field.value;
  if (kind === 'template' || kind === 'items') checkTemplate(context, value, spot.pointer, 'JSONata', field);
  else if (value.kind !== 'string') return;
  else if (kind === 'jsonata' || (field.expression && looksLikeJsonata(value.value)))
    checkJsonataString(context, value, spot.pointer, field.name, kind === 'jsonata');
}

function checkPathField(
  context: RuleContext,
  field: Field,
  property: PropertyNode,
  value: ValueNode,
  spot: Spot,
  pointer: string,
): void {
  const { kind } = field.value;
  if (kind === 'template') checkTemplate(context, value, spot.pointer, 'JSONPath', field);
  if (kind === 'literal') checkStaticResult(context, value, spot.pointer);
  if (value.kind !== 'string' || isSubstituted(value)) return;
  const text = value.value;
  if (kind === 'contextPath' || kind === 'path') reportProblem(context, field, spot, context.readPath.path(text));
  else if (kind === 'pathOrIntrinsic') checkPathOrIntrinsic(context, field, value, spot);
  else if (kind === 'referencePath') checkReferencePath(context, field, text, spot);
  else if (kind === 'string' && looksLikePath(context, text)) checkPathInText(context, field, property, pointer);
}

function reportProblem({ reject }: RuleContext, field: Field, spot: Spot, compiled: Compiled<unknown>): void {
  if (compiled.ok) return;
  const message = `The value for the field '${field.name}' must be a valid JSONPath: ${compiled.problems[0]?.message ?? ''}`;
  reject(spot, message, field.page);
}

function checkPathOrIntrinsic(context: RuleContext, field: Field, { value }: StringNode, spot: Spot): void {
  const compiled = context.readPath.expression(value);
  const givesText = !isIntrinsic(value) || GIVES_STRING.test(value);
  if (compiled.ok && givesText) return;
  const detail = compiled.ok ? 'that intrinsic function gives no string.' : (compiled.problems[0]?.message ?? '');
  const message = `The value for the field '${field.name}' must be a valid JSONPath or an intrinsic function that gives a string: ${detail}`;
  context.reject(spot, message, field.page);
}

function checkReferencePath({ reject, readPath }: RuleContext, field: Field, text: string, spot: Spot): void {
  const message = 'Value is not a Reference Path';
  const compiled = readPath.reference(text);
  const kind = compiled.ok ? compiled.value.root.kind : 'input';
  if (!compiled.ok)
    reject(spot, `${message}: ${compiled.problems[0]?.message ?? ''}`, field.page, { aws: { message } });
  else if (kind === 'context' || (kind === 'variable' && field.name === 'ResultPath'))
    reject(spot, `${message}: ${field.name} starts at the input, with $.`, field.page, { aws: { message } });
}

/** `"StringEquals": "$.x"` compares with these three characters. */
function checkPathInText(
  { report, definition }: RuleContext,
  field: Field,
  property: PropertyNode,
  pointer: string,
): void {
  const name = `${field.name}Path`;
  const hasPathForm = ['ChoiceRule', 'Fail', 'Wait', 'Task'].some((shape) => findField(shape as 'Fail', name));
  if (!hasPathForm) return;
  report(
    'NO_PATH',
    spotOfKey(property, pointer),
    `The value looks like a path, but '${field.name}' takes it as it is: is '${name}' meant?`,
    {
      page: PAGES.diagnostics,
      fixes: [changeKey(definition, spotOfKey(property, pointer).pointer, name)],
    },
  );
}

/** A Pass state's Result is copied as it stands. */
function checkStaticResult(context: RuleContext, value: ValueNode, pointer: string): void {
  if (value.kind !== 'object') return;
  const dynamic = value.properties.find(
    ({ key, value: member }) =>
      key.value.endsWith('.$') && member?.kind === 'string' && looksLikePath(context, member.value),
  );
  if (!dynamic) return;
  const spot = spotOfNode(dynamic.key, spotOfKey(dynamic, pointer).pointer);
  context.report(
    'PASS_RESULT_IS_STATIC',
    spot,
    `'Result' is copied as it stands, paths and all: use 'Parameters' to build it from the input.`,
    {
      page: PAGES.pass,
    },
  );
}
