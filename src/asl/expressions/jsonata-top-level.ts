import { isAstNode, type AstNode } from './jsonata-ast.ts';

/**
 * What an expression reads from the document that JSONata evaluates it on: names without `$states` or a variable
 * before them, `$` and `$$`, each once. There is no such document in Step Functions, which refuses these. The bodies of
 * functions are not looked into, since what they are called on is not known.
 */
export function topLevelNames(ast: AstNode): string[] {
  const names = new Set<string>();
  visit(ast, names);
  return [...names];
}

function visit(node: AstNode | undefined, names: Set<string>): void {
  switch (node?.type) {
    case 'name':
      names.add(String(node.value));
      return;
    case 'variable':
      if (node.value === '' || node.value === '$') names.add(node.value === '' ? '$' : '$$');
      return;
    case 'path':
      // Every later step is evaluated on what the one before it gives.
      visit(node.steps?.[0], names);
      return;
    case 'unary':
    case 'binary':
    case 'apply':
    case 'block':
    case 'condition':
    case 'function':
    case 'partial':
      visitAll(
        [
          node.expression,
          node.expressions,
          node.condition,
          node.then,
          node.else,
          node.procedure,
          node.arguments,
          node.lhs,
          node.rhs,
        ],
        names,
      );
      return;
    case 'bind':
      visit(node.rhs, names);
      return;
    default:
  }
}

function visitAll(part: unknown, names: Set<string>): void {
  if (isAstNode(part)) visit(part, names);
  else if (Array.isArray(part)) for (const inner of part) visitAll(inner, names);
}
