import { PAGES } from '../asl/fields/pages.ts';
import { escapeToken } from '../asl/pointer.ts';
import type { ValueNode } from '../asl/syntax.ts';
import { propertyOf } from '../asl/values.ts';
import { spotOfKey } from './report.ts';
import type { RuleContext } from './rule-context.ts';

/** Keys that an object has twice, payloads included: what the first one says is lost. Names of states have a rule of their own. */
export function checkKeys(context: RuleContext): void {
  const { root } = context.definition;
  const named = new Set(context.scopes.map(({ node }) => propertyOf(node, 'States')?.value));
  if (root) visit(context, root, '', named);
}

function visit(
  context: RuleContext,
  node: ValueNode,
  pointer: string,
  named: ReadonlySet<ValueNode | undefined>,
): void {
  if (node.kind === 'array')
    node.items.forEach((item, index) => {
      visit(context, item, `${pointer}/${index}`, named);
    });
  if (node.kind !== 'object') return;
  const seen = new Set<string>();
  for (const property of node.properties) {
    const key = property.key.value;
    if (seen.has(key) && !named.has(node))
      context.report(
        'DUPLICATE_KEY',
        spotOfKey(property, pointer),
        `'${key}' is written twice: only one of them counts.`,
        {
          page: PAGES.structure,
        },
      );
    seen.add(key);
    if (property.value) visit(context, property.value, `${pointer}/${escapeToken(key)}`, named);
  }
}
