import type { Reference, References } from './expression.ts';
import { topLevelNames } from './jsonata-top-level.ts';
import { isAstNode, isPlain, type AstNode } from './jsonata-ast.ts';

/** Everything that a JSONata expression reads. */
export interface JsonataReferences extends References {
  /** Names of JSONata's own functions that the expression uses, with their places. */
  readonly functions: readonly Reference[];
  /** Whether evaluation can go on for long: it has a function of its own, a transform or a range. */
  readonly loops: boolean;
  /** What it reads from nowhere: `name`, `$`, `$$`. Step Functions refuses these. */
  readonly topLevel: readonly string[];
  /** Names after `$states.` that it does not have. */
  readonly unknown: readonly string[];
}

/** JSONata's functions (https://docs.jsonata.org) and those that AWS adds: names that no workflow variable is read by. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad ' +
    'match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs ' +
    'sqrt power random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse ' +
    'each error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl ' +
    'decodeUrlComponent decodeUrl eval toMillis fromMillis clone now millis partition range hash uuid parse'
  ).split(' '),
);

/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html, "Reserved variable: $states" */
const STATES: ReadonlySet<string> = new Set(['input', 'result', 'errorOutput', 'context']);

interface Collector {
  readonly variables: Reference[];
  readonly input: Reference[];
  readonly context: Reference[];
  readonly result: Reference[];
  readonly errorOutput: Reference[];
  readonly functions: Reference[];
  readonly unknown: string[];
  loops: boolean;
}

/** Names that the expression binds itself: parameters, `:=`, `@$x`, `#$i`. */
type Bound = ReadonlySet<string>;

/** What a JSONata expression reads from outside. */
export function referencesOfJsonata(ast: AstNode): JsonataReferences {
  const found: Collector = {
    variables: [],
    input: [],
    context: [],
    result: [],
    errorOutput: [],
    functions: [],
    unknown: [],
    loops: false,
  };
  visit(ast, new Set(), found);
  return { ...found, topLevel: topLevelNames(ast) };
}

function visit(node: AstNode, bound: Bound, found: Collector): void {
  switch (node.type) {
    case 'variable':
      visitVariable(node, [], bound, found);
      visitParts(node, bound, found);
      return;
    case 'path':
      visitPath(node.steps ?? [], bound, found);
      visitParts({ ...node, steps: [] }, bound, found);
      return;
    case 'lambda': {
      found.loops ||= !('thunk' in node);
      const inner = new Set(bound);
      for (const parameter of node.arguments ?? []) inner.add(String(parameter.value));
      if (node.body !== undefined) visit(node.body, inner, found);
      return;
    }
    case 'block': {
      const inner = new Set(bound);
      for (const expression of node.expressions ?? []) {
        visit(expression, inner, found);
        for (const name of namesBoundBy(expression)) inner.add(name);
      }
      visitParts({ ...node, expressions: [] }, bound, found);
      return;
    }
    case 'bind':
      // A function may call itself by the name that it is bound to.
      if (node.rhs !== undefined) visit(node.rhs, new Set([...bound, ...namesBoundBy(node)]), found);
      return;
    default:
      found.loops ||= node.type === 'transform' || node.value === '..';
      visitParts(node, bound, found);
  }
}

function namesBoundBy(node: AstNode): string[] {
  if (node.type !== 'bind' || !isAstNode(node.lhs)) return [];
  return [String(node.lhs.value), ...(node.rhs === undefined ? [] : namesBoundBy(node.rhs))];
}

/** Keys that hold no expression of the node itself; `slot` and `ancestor` lead back up. */
const NO_PARTS = new Set(['value', 'position', 'slot', 'ancestor', 'seekingParent', 'signature', 'focus', 'index']);

function visitParts(node: AstNode, bound: Bound, found: Collector): void {
  for (const [key, part] of Object.entries(node)) if (!NO_PARTS.has(key)) visitAny(part, bound, found);
}

function visitAny(part: unknown, bound: Bound, found: Collector): void {
  if (Array.isArray(part)) for (const item of part) visitAny(item, bound, found);
  else if (isAstNode(part)) visit(part, bound, found);
  else if (typeof part === 'object' && part !== null && !(part instanceof RegExp))
    for (const item of Object.values(part)) visitAny(item, bound, found);
}

function visitPath(steps: readonly AstNode[], bound: Bound, found: Collector): void {
  const inner = new Set(bound);
  for (const [at, step] of steps.entries()) {
    if (step.focus !== undefined) inner.add(step.focus);
    if (step.index !== undefined) inner.add(step.index);
    for (const stage of stagesOf(step)) if (stage.type === 'index') inner.add(String(stage.value));
    if (step.type !== 'variable') visit(step, inner, found);
    else {
      visitVariable(step, at === 0 ? namesFrom(steps) : [], inner, found);
      visitParts(step, inner, found);
    }
  }
}

function stagesOf(step: AstNode): AstNode[] {
  return 'stages' in step && Array.isArray(step.stages) ? step.stages.filter(isAstNode) : [];
}

/** The names after the first step, up to the first step that is more than a name. */
function namesFrom(steps: readonly AstNode[]): string[] {
  const names: string[] = [];
  const [first] = steps;
  if (first !== undefined && !isPlain(first)) return names;
  for (const step of steps.slice(1)) {
    if (step.type !== 'name') break;
    names.push(String(step.value));
    if (!isPlain(step)) break;
  }
  return names;
}

function visitVariable(node: AstNode, names: readonly string[], bound: Bound, found: Collector): void {
  const name = String(node.value);
  // `$` and `$$` are the value at hand and the input document, which AWS leaves undefined.
  if (name === '' || name === '$' || bound.has(name)) return;
  const offset = Math.max(0, (node.position ?? 0) - name.length - 1);
  if (name !== 'states') {
    (FUNCTIONS.has(name) ? found.functions : found.variables).push({ name, offset });
    return;
  }
  const [field, ...rest] = names;
  const reference = { name: rest.join('.'), offset };
  if (field === undefined || field === 'input') found.input.push(reference);
  if (field === undefined || field === 'context') found.context.push(reference);
  if (field === 'result') found.result.push(reference);
  if (field === 'errorOutput') found.errorOutput.push(reference);
  if (field !== undefined && !STATES.has(field)) found.unknown.push(field);
}
