import type { Definition, ProcessorMode, QueryLanguage, Scope, State, Transition } from './definition.ts';
import { keyProperties } from './keyed-properties.ts';
import { escapeToken } from './pointer.ts';
import type { ObjectNode, PropertyNode, Syntax, SyntaxProblem, ValueNode } from './syntax.ts';
import { propertyOf, stringOf } from './values.ts';

const SCOPE_KEYS: ReadonlySet<string> = new Set(['ItemProcessor', 'Iterator', 'Branches']);
const TRANSITION_KEYS: ReadonlySet<string> = new Set(['Next', 'Default', 'Choices', 'Catch']);

/**
 * The scopes and states over a tree that was read already: a whole file, or a definition inside a template. Places
 * stay those of `text`; JSON Pointers start at `root`, which stands at `base`. Takes anything: what is no state machine has no `machine`, or
 * one without states.
 */
export function definitionOf(
  root: ValueNode | undefined,
  text: string,
  syntax: Syntax,
  problems: readonly SyntaxProblem[] = [],
  base = '',
): Definition {
  const machine = root?.kind === 'object' ? buildMachine(root) : undefined;
  return { text, format: syntax.format, syntax, root, base, machine, problems };
}

interface ScopeSeed extends Pick<Scope, 'kind' | 'pointer' | 'node' | 'owner' | 'under'> {
  /** The machine's: a state takes it when it names none. */
  readonly queryLanguage: QueryLanguage;
}

function buildMachine(node: ObjectNode): Scope {
  const queryLanguage = queryLanguageOf(propertyOf(node, 'QueryLanguage')?.value) ?? 'JSONPath';
  return buildScope({ kind: 'machine', pointer: '', node, owner: undefined, under: undefined, queryLanguage });
}

function queryLanguageOf(node: ValueNode | undefined): QueryLanguage | undefined {
  const name = stringOf(node);
  return name === 'JSONPath' || name === 'JSONata' ? name : undefined;
}

function buildScope(seed: ScopeSeed): Scope {
  const config = propertyOf(seed.node, 'ProcessorConfig')?.value;
  const states: State[] = [];
  const byName = new Map<string, State>();
  const scope: Scope = {
    ...seed,
    mode: seed.kind === 'processor' ? modeOf(config) : undefined,
    executionType: config?.kind === 'object' ? stringOf(propertyOf(config, 'ExecutionType')?.value) : undefined,
    startAt: propertyOf(seed.node, 'StartAt')?.value,
    states,
    byName,
  };
  const map = propertyOf(seed.node, 'States')?.value;
  if (map?.kind !== 'object') return scope;
  for (const property of map.properties) {
    const state = buildState(property, scope);
    states.push(state);
    if (!byName.has(state.name)) byName.set(state.name, state);
  }
  return scope;
}

/** INLINE where nothing is said. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
function modeOf(config: ValueNode | undefined): ProcessorMode | undefined {
  if (config === undefined) return 'INLINE';
  if (config.kind !== 'object') return undefined;
  const mode = propertyOf(config, 'Mode');
  if (mode === undefined) return 'INLINE';
  const name = stringOf(mode.value);
  return name === 'INLINE' || name === 'DISTRIBUTED' ? name : undefined;
}

function buildState(property: PropertyNode, scope: Scope): State {
  const node = property.value?.kind === 'object' ? property.value : undefined;
  const pointer = `${scope.pointer}/States/${escapeToken(property.key.value)}`;
  const fields = keyProperties(node);
  const scopes: Scope[] = [];
  const state: State = {
    name: property.key.value,
    nameNode: property.key,
    pointer,
    node,
    type: stringOf(fields.get('Type')?.value),
    queryLanguage: queryLanguageOf(fields.get('QueryLanguage')?.value) ?? scope.queryLanguage,
    scope,
    scopes,
    fields,
    transitions: node === undefined ? [] : transitionsOf(fields, node, pointer),
  };
  for (const field of node?.properties ?? [])
    if (SCOPE_KEYS.has(field.key.value) && fields.get(field.key.value) === field) addScopes(field, state, scopes);
  return state;
}

function addScopes({ key, value }: PropertyNode, owner: State, scopes: Scope[]): void {
  const under = key.value;
  const { queryLanguage } = owner.scope;
  if (under === 'ItemProcessor' || under === 'Iterator') {
    if (value?.kind !== 'object') return;
    const pointer = `${owner.pointer}/${under}`;
    scopes.push(buildScope({ kind: 'processor', pointer, node: value, owner, under, queryLanguage }));
  } else if (under === 'Branches' && value?.kind === 'array') {
    value.items.forEach((node, index) => {
      const pointer = `${owner.pointer}/${under}/${index}`;
      if (node.kind === 'object')
        scopes.push(buildScope({ kind: 'branch', pointer, node, owner, under, queryLanguage }));
    });
  }
}

/** Read whatever the state's Type: which of them a type may have is for the rules to say. */
function transitionsOf(fields: ReadonlyMap<string, PropertyNode>, node: ObjectNode, pointer: string): Transition[] {
  let transitions: Transition[] | undefined;
  for (const field of node.properties) {
    const name = field.key.value;
    if (!TRANSITION_KEYS.has(name) || fields.get(name) !== field) continue;
    const more = transitionsOfField(name, field.value, `${pointer}/${name}`);
    transitions = transitions === undefined ? more : [...transitions, ...more];
  }
  return transitions ?? [];
}

function transitionsOfField(name: string, value: ValueNode | undefined, pointer: string): Transition[] {
  if (name === 'Next' || name === 'Default') {
    if (value?.kind !== 'string') return [];
    const kind = name === 'Next' ? 'next' : 'default';
    return [{ kind, target: value, pointer, index: undefined, rule: undefined }];
  }
  if (value?.kind !== 'array') return [];
  const kind = name === 'Choices' ? 'choice' : 'catch';
  return value.items.flatMap((rule, index) => {
    const target = propertyOf(rule, 'Next')?.value;
    if (rule.kind !== 'object' || target?.kind !== 'string') return [];
    return [{ kind, target, pointer: `${pointer}/${index}/Next`, index, rule }];
  });
}
