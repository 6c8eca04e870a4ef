import { PAGES } from '../asl/fields/pages.ts';
import { escapeToken } from '../asl/pointer.ts';
import type { ObjectNode, PropertyNode, ValueNode } from '../asl/syntax.ts';
import { propertyOf } from '../asl/values.ts';
import { spotOfKey } from './report.ts';
import type { RuleContext } from './rule-context.ts';

/** Up to this many keys, comparing each with each is faster than a set of them. */
const FEW = 12;

/** Keys that an object has twice, payloads included: what the first one says is lost. Names of states have a rule of their own. */
export function checkKeys(context: RuleContext): void {
  const { root } = context.definition;
  if (root === undefined || !repeatsKey(root)) return;
  const named = new Set(context.scopes.map(({ node }) => propertyOf(node, 'States')?.value));
  visit(context, root, '', named);
}

/** Whether there is anything to say, which takes neither pointers nor sets: there hardly ever is. */
function repeatsKey(node: ValueNode): boolean {
  if (node.kind === 'array') {
    for (const item of node.items) if (repeatsKey(item)) return true;
    return false;
  }
  if (node.kind !== 'object') return false;
  if (node.properties.length > FEW ? findRepeated(node).length > 0 : repeatsOneOfFew(node.properties)) return true;
  for (const { value } of node.properties) if (value !== undefined && repeatsKey(value)) return true;
  return false;
}

function repeatsOneOfFew(properties: readonly PropertyNode[]): boolean {
  for (let index = 1; index < properties.length; index++) {
    const key = properties[index]?.key.value;
    for (let before = 0; before < index; before++) if (properties[before]?.key.value === key) return true;
  }
  return false;
}

function findRepeated({ properties }: ObjectNode): PropertyNode[] {
  const seen = new Set<string>();
  return properties.filter(({ key }) => {
    const isRepeated = seen.has(key.value);
    seen.add(key.value);
    return isRepeated;
  });
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
  if (!named.has(node))
    for (const property of findRepeated(node))
      context.report(
        'DUPLICATE_KEY',
        spotOfKey(property, pointer),
        `'${property.key.value}' is written twice: only one of them counts.`,
        { page: PAGES.structure },
      );
  for (const { key, value } of node.properties)
    if (value) visit(context, value, `${pointer}/${escapeToken(key.value)}`, named);
}
