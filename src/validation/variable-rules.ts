import type { Scope, State } from '../asl/definition.ts';
import type { Reference } from '../asl/expressions/expression.ts';
import { compilePathExpression } from '../asl/expressions/intrinsics.ts';
import { compileJsonata, isJsonataText, jsonataSource } from '../asl/expressions/jsonata.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { escapeToken } from '../asl/pointer.ts';
import type { StringNode, ValueNode } from '../asl/syntax.ts';
import { isSubstituted } from '../asl/values.ts';
import { spotOfNode } from './report.ts';
import { outwards, type RuleContext } from './rule-context.ts';

/** Payloads: a path stands under keys that end in `.$` only. */
const TEMPLATES: ReadonlySet<string> = new Set([
  'Arguments',
  'Assign',
  'BatchInput',
  'Credentials',
  'ItemSelector',
  'Output',
  'Parameters',
  'ResultSelector',
]);
/** What has states of its own, what nothing looks into, and what is written to. */
const SKIPPED: ReadonlySet<string> = new Set([
  'Branches',
  'Comment',
  'ItemProcessor',
  'Iterator',
  'Result',
  'ResultPath',
]);
/** Before anything is compiled: does the string name anything but the input and the context? */
const MAY_READ = /\$(?!states\b)[\p{ID_Start}]/u;

/** Names that are assigned in each scope, by its states, their catchers and their Choice rules. */
type Assigned = ReadonlyMap<Scope, ReadonlySet<string>>;

/** Variables that are read where nobody has assigned them. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
export function checkVariables(context: RuleContext): void {
  const assigned: Assigned = new Map(context.scopes.map((scope) => [scope, assignedIn(scope)]));
  for (const state of context.states)
    for (const { key, value } of state.node?.properties ?? [])
      if (value && !SKIPPED.has(key.value))
        walk(
          context,
          state,
          assigned,
          key.value,
          value,
          `${state.pointer}/${escapeToken(key.value)}`,
          TEMPLATES.has(key.value),
        );
}

function assignedIn(scope: Scope): Set<string> {
  const names = new Set<string>();
  for (const { node } of scope.states) {
    if (!node) continue;
    for (const { key, value } of node.properties) {
      if (key.value === 'Assign') addKeys(value, names);
      if ((key.value !== 'Catch' && key.value !== 'Choices') || value?.kind !== 'array') continue;
      for (const item of value.items)
        if (item.kind === 'object')
          for (const property of item.properties) if (property.key.value === 'Assign') addKeys(property.value, names);
    }
  }
  return names;
}

function addKeys(node: ValueNode | undefined, names: Set<string>): void {
  if (node?.kind === 'object') for (const { key } of node.properties) names.add(key.value.replace(/\.\$$/, ''));
}

function walk(
  context: RuleContext,
  state: State,
  assigned: Assigned,
  key: string,
  node: ValueNode,
  pointer: string,
  inTemplate: boolean,
): void {
  if (node.kind === 'array')
    node.items.forEach((item, index) => {
      walk(context, state, assigned, inTemplate ? '' : key, item, `${pointer}/${index}`, inTemplate);
    });
  else if (node.kind === 'object')
    for (const property of node.properties) {
      const name = property.key.value;
      const at = `${pointer}/${escapeToken(name)}`;
      if (property.value) walk(context, state, assigned, name, property.value, at, inTemplate || TEMPLATES.has(name));
    }
  else if (node.kind === 'string' && MAY_READ.test(node.value) && !isSubstituted(node))
    for (const { name } of readsOf(node, key, state, inTemplate))
      checkRead(context, state, assigned, name, node, pointer);
}

function readsOf(node: StringNode, key: string, { queryLanguage }: State, inTemplate: boolean): readonly Reference[] {
  if (queryLanguage === 'JSONata') {
    if (!isJsonataText(node.value)) return [];
    const compiled = compileJsonata(jsonataSource(node.value).source, key);
    return compiled.ok ? compiled.value.references.variables : [];
  }
  const isPath = inTemplate ? key.endsWith('.$') : key.endsWith('Path') || key === 'Variable';
  const compiled = isPath ? compilePathExpression(node.value, key) : undefined;
  return compiled?.ok ? compiled.value.references.variables : [];
}

function checkRead(
  { report }: RuleContext,
  { scope }: State,
  assigned: Assigned,
  dotted: string,
  node: StringNode,
  pointer: string,
): void {
  const [name = dotted] = dotted.split('.');
  let isOutside = false;
  for (const each of outwards(scope)) {
    if (assigned.get(each)?.has(name)) {
      if (isOutside)
        report(
          'OUTER_VARIABLE',
          spotOfNode(node, pointer),
          `$${name} is assigned outside of this distributed Map, whose child executions see no outer variables: pass it by ItemSelector or BatchInput.`,
          { page: PAGES.variables },
        );
      return;
    }
    isOutside ||= each.mode === 'DISTRIBUTED';
  }
  report('UNDEFINED_VARIABLE', spotOfNode(node, pointer), `No state assigns $${name} where this one could see it.`, {
    page: PAGES.variables,
  });
}
