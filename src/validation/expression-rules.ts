import type { Compiled } from '../asl/expressions/expression.ts';
import { isIntrinsic } from '../asl/expressions/intrinsics.ts';
import { findField } from '../asl/fields.ts';
import type { Field, FieldValue } from '../asl/fields/field.ts';
import { PAGES } from '../asl/fields/pages.ts';
import type { PropertyNode, StringNode, ValueNode } from '../asl/syntax.ts';
import { isSubstituted } from '../asl/values.ts';
import { changeKey } from './edits.ts';
import { checkJsonataString, looksLikeJsonata } from './jsonata-rules.ts';
import { spotOfKey, spotOfNode } from './report.ts';
import type { RuleContext, Surroundings } from './rule-context.ts';
import { checkAssignedNames, checkTemplate, looksLikePath, reportFlaw } from './template-rules.ts';

/** Intrinsic functions that give a string, which is what an error's name and cause have to be. */
const GIVES_STRING = /^States\.(ArrayGetItem|Base64Encode|Base64Decode|Format|JsonToString|Hash|UUID)\b/;

/** Of what stands elsewhere nothing is evaluated in a JSONPath state. */
const MAY_HOLD_PATHS: ReadonlySet<FieldValue['kind']> = new Set<FieldValue['kind']>([
  ...(['template', 'literal', 'string'] as const),
  ...(['path', 'contextPath', 'pathOrIntrinsic', 'referencePath'] as const),
]);

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
  if (surroundings.language === 'JSONPath' && !MAY_HOLD_PATHS.has(field.value.kind)) return;
  const at = `${pointer}/${field.name}`;
  if (surroundings.language === 'JSONata') checkJsonataField(context, field, value, at);
  else checkPathField(context, field, property, value, at, pointer);
  if (field.name === 'Assign' && value.kind === 'object') checkAssignedNames(context, value, at);
}

function checkJsonataField(context: RuleContext, field: Field, value: ValueNode, at: string): void {
  const { kind } = field.value;
  if (kind === 'template' || kind === 'items') checkTemplate(context, value, at, 'JSONata', field);
  else if (value.kind !== 'string') return;
  else if (kind === 'jsonata' || (field.expression && looksLikeJsonata(value.value)))
    checkJsonataString(context, value, at, field.name, kind === 'jsonata');
}

function checkPathField(
  context: RuleContext,
  field: Field,
  property: PropertyNode,
  value: ValueNode,
  at: string,
  pointer: string,
): void {
  const { kind } = field.value;
  if (kind === 'template') checkTemplate(context, value, at, 'JSONPath', field);
  if (kind === 'literal') checkStaticResult(context, value, at);
  if (kind === 'template' && value.kind === 'string' && looksLikePath(context, value.value))
    checkWholePath(context, field, property, pointer);
  if (value.kind !== 'string' || isSubstituted(value)) return;
  const text = value.value;
  if (kind === 'contextPath' || kind === 'path') reportProblem(context, field, value, at, context.readPath.path(text));
  else if (kind === 'pathOrIntrinsic') checkPathOrIntrinsic(context, field, value, at);
  else if (kind === 'referencePath') checkReferencePath(context, field, value, at);
  else if (kind === 'string' && looksLikePath(context, text)) checkPathInText(context, field, property, pointer);
}

function reportProblem(
  { reject }: RuleContext,
  field: Field,
  node: StringNode,
  at: string,
  compiled: Compiled<unknown>,
): void {
  if (compiled.ok) return;
  const message = `The value for the field '${field.name}' must be a valid JSONPath: ${compiled.problems[0]?.message ?? ''}`;
  reject(spotOfNode(node, at), message, field.page);
}

function checkPathOrIntrinsic(context: RuleContext, field: Field, node: StringNode, at: string): void {
  const { value } = node;
  const compiled = context.readPath.expression(value);
  const givesText = !isIntrinsic(value) || GIVES_STRING.test(value);
  if (compiled.ok && givesText) {
    if (compiled.value.flaw !== undefined) reportFlaw(context, spotOfNode(node, at), compiled.value.flaw);
    return;
  }
  const detail = compiled.ok ? 'that intrinsic function gives no string.' : (compiled.problems[0]?.message ?? '');
  const message = `The value for the field '${field.name}' must be a valid JSONPath or an intrinsic function that gives a string: ${detail}`;
  context.reject(spotOfNode(node, at), message, field.page);
}

function checkReferencePath({ reject, readPath }: RuleContext, field: Field, node: StringNode, at: string): void {
  const message = 'Value is not a Reference Path';
  const compiled = readPath.reference(node.value);
  const kind = compiled.ok ? compiled.value.root.kind : 'input';
  if (!compiled.ok)
    reject(spotOfNode(node, at), `${message}: ${compiled.problems[0]?.message ?? ''}`, field.page, {
      aws: { message },
    });
  else if (kind === 'context' || (kind === 'variable' && field.name === 'ResultPath'))
    reject(spotOfNode(node, at), `${message}: ${field.name} starts at the input, with $.`, field.page, {
      aws: { message },
    });
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

/** `"Parameters": "$.x"` hands over these three characters. */
function checkWholePath({ report }: RuleContext, field: Field, property: PropertyNode, pointer: string): void {
  report(
    'NO_PATH',
    spotOfKey(property, pointer),
    `The value looks like a path, but '${field.name}' hands it over as it is: use InputPath, or an object whose keys end in .$`,
    { page: PAGES.parameters },
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
