import type { QueryLanguage, State } from '../definition.ts';
import { asStateType, shapeOf } from '../fields.ts';
import type { Field, ShapeName } from '../fields/field.ts';
import { escapeToken } from '../pointer.ts';
import type { StringNode, ValueNode } from '../syntax.ts';

/** A string that is evaluated: a path or an intrinsic function, or JSONata where the string is `{% … %}`. */
export interface ExpressionPlace {
  readonly kind: 'path' | 'jsonata';
  readonly node: StringNode;
  /** JSON Pointer of the string. */
  readonly pointer: string;
  /** The field that it stands in, or in whose payload. */
  readonly field: Field;
}

type Visit = (place: ExpressionPlace) => void;

interface Visitor {
  readonly language: QueryLanguage;
  readonly visit: Visit;
}

/** Shapes with states of their own, which evaluate for themselves. */
const SCOPES: ReadonlySet<ShapeName> = new Set<ShapeName>(['Branch', 'ItemProcessor']);

/**
 * Every string of a state's own fields that may be evaluated, in the order of the text; the states within a Map or a
 * Parallel are left out. In a JSONata state a string is one only if it is written as `{% … %}`: that is for the caller
 * to look at.
 */
export function visitExpressions(state: State, visit: Visit): void {
  const shape = asStateType(state.type);
  if (shape !== undefined && state.node !== undefined)
    visitShape(state.node, shape, state.pointer, { language: state.queryLanguage, visit });
}

function visitShape(node: ValueNode, name: ShapeName, pointer: string, visitor: Visitor): void {
  if (node.kind !== 'object') return;
  const shape = shapeOf(name, visitor.language);
  for (const property of node.properties) {
    const field = shape.byName.get(property.key.value);
    if (field !== undefined && property.value !== undefined)
      visitField(field, property.value, `${pointer}/${escapeToken(field.name)}`, visitor);
  }
}

function visitField(field: Field, node: ValueNode, pointer: string, visitor: Visitor): void {
  const { value } = field;
  switch (value.kind) {
    case 'object':
      if (!SCOPES.has(value.shape)) visitShape(node, value.shape, pointer, visitor);
      return;
    case 'list':
      if (node.kind === 'array' && !SCOPES.has(value.shape))
        node.items.forEach((item, index) => visitShape(item, value.shape, `${pointer}/${index}`, visitor));
      return;
    case 'template':
    case 'items':
      visitTemplate(field, node, undefined, pointer, visitor);
      return;
    case 'path':
    case 'contextPath':
    case 'pathOrIntrinsic':
    case 'referencePath':
      if (node.kind === 'string') visitor.visit({ kind: 'path', node, pointer, field });
      return;
    default:
      if (visitor.language === 'JSONata' && (field.expression || value.kind === 'jsonata') && node.kind === 'string')
        visitor.visit({ kind: 'jsonata', node, pointer, field });
  }
}

/** @param key of the property that holds the node; a path stands under keys that end in `.$` only. */
function visitTemplate(
  field: Field,
  node: ValueNode,
  key: string | undefined,
  pointer: string,
  visitor: Visitor,
): void {
  if (node.kind === 'array')
    node.items.forEach((item, index) => visitTemplate(field, item, undefined, `${pointer}/${index}`, visitor));
  else if (node.kind === 'object')
    for (const { key: member, value } of node.properties) {
      if (value) visitTemplate(field, value, member.value, `${pointer}/${escapeToken(member.value)}`, visitor);
    }
  else if (node.kind !== 'string') return;
  else if (visitor.language === 'JSONata') visitor.visit({ kind: 'jsonata', node, pointer, field });
  else if (key?.endsWith('.$') === true) visitor.visit({ kind: 'path', node, pointer, field });
}
