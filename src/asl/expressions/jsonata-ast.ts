/**
 * A node of JSONata's syntax tree, as its parser makes it (jsonata 2.0.6; its own type declaration lacks most of it).
 * `position` counts to the END of the token.
 */
export interface AstNode {
  readonly type: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly steps?: readonly AstNode[];
  readonly expressions?: readonly AstNode[];
  readonly expression?: AstNode;
  readonly arguments?: readonly AstNode[];
  readonly procedure?: AstNode;
  readonly body?: AstNode;
  readonly condition?: AstNode;
  readonly then?: AstNode;
  readonly else?: AstNode;
  /** Two operands, or the pairs of key and value of an object constructor. */
  readonly lhs?: AstNode | readonly (readonly [AstNode, AstNode])[];
  readonly rhs?: AstNode;
  /** `@$name` and `#$name` of a step. */
  readonly focus?: string;
  readonly index?: string;
}

/** What changes how a node's value is treated: with one of these it is no plain read. */
const MODIFIERS = [
  'keepArray',
  'keepSingletonArray',
  'predicate',
  'stages',
  'group',
  'focus',
  'index',
  'tuple',
  'ancestor',
];

/** Whether a node stands by itself: no filter, no grouping, no `[]`, no `@`, `#` or `%`. */
export function isPlain(node: AstNode): boolean {
  return !MODIFIERS.some((key) => key in node);
}

export function isAstNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Whether nodes stand within each other deeper than that. */
export function isDeeperThan(root: AstNode, most: number): boolean {
  const left: [unknown, number][] = [[root, 0]];
  for (let entry = left.pop(); entry !== undefined; entry = left.pop()) {
    const [part, above] = entry;
    if (typeof part !== 'object' || part === null || part instanceof RegExp) continue;
    const depth = isAstNode(part) ? above + 1 : above;
    if (depth > most) return true;
    // These lead back up the tree.
    for (const [key, inner] of Object.entries(part))
      if (key !== 'slot' && key !== 'ancestor') left.push([inner, depth]);
  }
  return false;
}
