import { assignmentsIn } from '../asl/assignments.ts';
import type { Scope } from '../asl/definition.ts';
import { readVariables, seekVariables, type VariableRead } from '../asl/expressions/variable-reads.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { outwards } from '../asl/scopes.ts';
import { spotOfNode } from './report.ts';
import type { RuleContext } from './rule-context.ts';

/** Names that are assigned in each scope, by its states, their catchers and their Choice rules. */
type Assigned = ReadonlyMap<Scope, ReadonlySet<string>>;

/** Variables that are read where nobody has assigned them. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
export function checkVariables(context: RuleContext): void {
  const readers = context.states.filter(seekVariables(context.definition));
  if (readers.length === 0) return;
  const assigned: Assigned = new Map(
    context.scopes.map((scope) => [scope, new Set(assignmentsIn(scope).map(({ name }) => name))]),
  );
  for (const state of readers) {
    const said = new Set<string>();
    for (const read of readVariables(state, context.readJsonata)) {
      // One string may name a variable several times.
      const place = `${read.pointer} ${read.name}`;
      if (!said.has(place)) checkRead(context, state.scope, assigned, read);
      said.add(place);
    }
  }
}

function checkRead(
  { report }: RuleContext,
  scope: Scope,
  assigned: Assigned,
  { name, node, pointer }: VariableRead,
): void {
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
