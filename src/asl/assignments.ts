import type { Scope, State } from './definition.ts';
import { escapeToken } from './pointer.ts';
import type { StringNode, ValueNode } from './syntax.ts';

/** A place that sets a workflow variable. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
export interface Assignment {
  /** Without `$`, and without the `.$` of a key whose value is a path. */
  readonly name: string;
  readonly key: StringNode;
  readonly state: State;
  /** JSON Pointer of the property. */
  readonly pointer: string;
}

/** What the states of one scope, their catchers and their Choice rules assign, in the order of the text. */
export function assignmentsIn(scope: Scope): Assignment[] {
  const found: Assignment[] = [];
  for (const state of scope.states)
    for (const { key, value } of state.node?.properties ?? []) {
      if (key.value !== 'Assign' && key.value !== 'Catch' && key.value !== 'Choices') continue;
      const pointer = `${state.pointer}/${key.value}`;
      if (key.value === 'Assign') addKeys(state, value, pointer, found);
      if (key.value === 'Assign' || value?.kind !== 'array') continue;
      value.items.forEach((item, index) => {
        for (const member of item.kind === 'object' ? item.properties : [])
          if (member.key.value === 'Assign') addKeys(state, member.value, `${pointer}/${index}/Assign`, found);
      });
    }
  return found;
}

function addKeys(state: State, node: ValueNode | undefined, pointer: string, found: Assignment[]): void {
  if (node?.kind !== 'object') return;
  for (const { key } of node.properties)
    found.push({
      name: key.value.replace(/\.\$$/, ''),
      key,
      state,
      pointer: `${pointer}/${escapeToken(key.value)}`,
    });
}
