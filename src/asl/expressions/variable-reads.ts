import type { Definition, QueryLanguage, Scope, State } from '../definition.ts';
import { asStateType, shapeOf } from '../fields.ts';
import type { Field, ShapeName } from '../fields/field.ts';
import { escapeToken } from '../pointer.ts';
import type { PropertyNode, StringNode, ValueNode } from '../syntax.ts';
import { isSubstituted } from '../values.ts';
import type { References } from './expression.ts';
import { compilePathExpression } from './intrinsics.ts';
import { isJsonataText, jsonataSource } from './jsonata.ts';
import { rememberJsonata, type ReadJsonata } from './read-jsonata.ts';

/** A place in a state that reads a variable. */
export interface VariableRead {
  /** Without `$`. */
  readonly name: string;
  readonly node: StringNode;
  /** JSON Pointer of the string. */
  readonly pointer: string;
  /** Of the name within the string's value. */
  readonly offset: number;
}

interface Reader {
  readonly language: QueryLanguage;
  readonly reads: VariableRead[];
  readonly readJsonata: ReadJsonata;
}

/** Shapes with states of their own, which read for themselves. */
const SCOPES: ReadonlySet<ShapeName> = new Set<ShapeName>(['Branch', 'ItemProcessor']);
/** Before anything is compiled: does the string name anything but the input and the context? */
const MAY_READ = /\$(?!states\b)[\p{ID_Start}_]/u;

/**
 * The variables that a state's own fields read, in the order of the text; the states within a Map or a Parallel are
 * left out. What cannot be compiled, or holds a substitution, reads nothing that could be named.
 */
export function readVariables(state: State, readJsonata = rememberJsonata()): VariableRead[] {
  const shape = asStateType(state.type);
  const reader: Reader = { language: state.queryLanguage, reads: [], readJsonata };
  if (shape !== undefined && state.node !== undefined) readShape(state.node, shape, state.pointer, reader);
  return reader.reads;
}

/**
 * `variableReferences` of DescribeStateMachine: by state, the names of the variables that it reads, sorted; states that
 * read none are absent (https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html).
 */
export function describeVariableReferences({ machine }: Definition): Record<string, string[]> {
  const byState = new Map<string, Set<string>>();
  const readJsonata = rememberJsonata();
  const visit = (scope: Scope): void => {
    for (const state of scope.states) {
      const names = byState.get(state.name) ?? new Set();
      for (const { name } of readVariables(state, readJsonata)) names.add(name);
      if (names.size > 0) byState.set(state.name, names);
      state.scopes.forEach(visit);
    }
  };
  if (machine !== undefined) visit(machine);
  return Object.fromEntries(Array.from(byState, ([name, variables]) => [name, [...variables].sort()]));
}

function readShape(node: ValueNode, name: ShapeName, pointer: string, reader: Reader): void {
  if (node.kind !== 'object') return;
  const shape = shapeOf(name, reader.language);
  for (const property of node.properties) {
    const field = shape.byName.get(property.key.value);
    if (field !== undefined && property.value !== undefined)
      readField(field, property.value, `${pointer}/${escapeToken(field.name)}`, reader);
  }
}

function readField(field: Field, node: ValueNode, pointer: string, reader: Reader): void {
  const { value } = field;
  switch (value.kind) {
    case 'object':
      if (!SCOPES.has(value.shape)) readShape(node, value.shape, pointer, reader);
      return;
    case 'list':
      if (node.kind === 'array' && !SCOPES.has(value.shape))
        node.items.forEach((item, index) => readShape(item, value.shape, `${pointer}/${index}`, reader));
      return;
    case 'template':
    case 'items':
      readTemplate(node, undefined, pointer, reader);
      return;
    case 'path':
    case 'contextPath':
    case 'pathOrIntrinsic':
    case 'referencePath':
      // ResultPath is written to.
      if (field.name !== 'ResultPath') readString(node, pointer, reader, compilePathText);
      return;
    default:
      if (reader.language === 'JSONata' && (field.expression || value.kind === 'jsonata'))
        readString(node, pointer, reader, compileJsonataText);
  }
}

/** @param key of the property that holds the node; a path stands under keys that end in `.$` only. */
function readTemplate(node: ValueNode, key: string | undefined, pointer: string, reader: Reader): void {
  if (node.kind === 'array')
    node.items.forEach((item, index) => readTemplate(item, undefined, `${pointer}/${index}`, reader));
  else if (node.kind === 'object') node.properties.forEach((property) => readMember(property, pointer, reader));
  else if (reader.language === 'JSONata') readString(node, pointer, reader, compileJsonataText);
  else if (key?.endsWith('.$') === true) readString(node, pointer, reader, compilePathText);
}

function readMember({ key, value }: PropertyNode, pointer: string, reader: Reader): void {
  if (value !== undefined) readTemplate(value, key.value, `${pointer}/${escapeToken(key.value)}`, reader);
}

/** What a string reads, and where its expression starts in it. */
interface Read {
  readonly references: References;
  readonly start: number;
}

function readString(
  node: ValueNode,
  pointer: string,
  { reads, readJsonata }: Reader,
  compile: (text: string, readJsonata: ReadJsonata) => Read | undefined,
): void {
  if (node.kind !== 'string' || !MAY_READ.test(node.value) || isSubstituted(node)) return;
  const read = compile(node.value, readJsonata);
  for (const { name, offset } of read?.references.variables ?? [])
    reads.push({ name, node, pointer, offset: offset + (read?.start ?? 0) });
}

function compilePathText(text: string): Read | undefined {
  const compiled = compilePathExpression(text, '');
  return compiled.ok ? { references: compiled.value.references, start: 0 } : undefined;
}

function compileJsonataText(text: string, readJsonata: ReadJsonata): Read | undefined {
  if (!isJsonataText(text)) return undefined;
  const { source, offset } = jsonataSource(text);
  const read = readJsonata(source);
  return read.ok ? { references: read.value, start: offset } : undefined;
}
