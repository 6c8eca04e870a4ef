import type { Definition } from '../asl/definition.ts';
import type { JsonObject } from '../asl/json.ts';
import { allStates } from '../asl/scopes.ts';
import { setKey, toJson } from '../asl/values.ts';
import { jumpsInto } from './flow.ts';
import { outermost } from './remove.ts';

/**
 * States as the text of a fragment, in the format of their file: what can be pasted into another workflow, or into a
 * file by hand. It starts where the selection is entered. Undefined where nothing is selected.
 */
export function copyFragment(definition: Definition, pointers: readonly string[]): string | undefined {
  const chosen = new Set(outermost(pointers));
  const states = [...allStates(definition)].filter(({ pointer, node }) => chosen.has(pointer) && node !== undefined);
  const [first] = states;
  if (first === undefined) return undefined;
  const names = new Set(states.filter(({ scope }) => scope === first.scope).map(({ name }) => name));
  const [entered] = jumpsInto(first.scope, names);
  const copied: JsonObject = {};
  for (const { name, node } of states) if (node && !Object.hasOwn(copied, name)) setKey(copied, name, toJson(node));
  // What all states of a workflow are, none of them says.
  const language = definition.machine?.queryLanguage === 'JSONata' ? { QueryLanguage: 'JSONata' } : {};
  const fragment = { ...language, StartAt: entered?.target ?? first.name, States: copied };
  return definition.syntax.print(fragment, 2);
}
