import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  type CST,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import type { Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { functionOfKey, functionOfTag } from './functions.ts';
import { MAX_DEPTH, MAX_PROBLEMS } from './syntax.ts';
import type { PropertyNode, StringNode, SyntaxProblem, SyntaxTree, ValueNode } from './syntax.ts';

/**
 * YAML 1.2's core schema. CloudFormation reads 1.1, where `yes` and `off` are booleans too; here they are strings, so
 * that a state may be called `No`, and `End: yes` is a finding that asks for `true` instead of two readings of one
 * text. Keys are always strings. A key that is written twice is there twice, as in JSON.
 */
const OPTIONS = {
  version: '1.2',
  schema: 'core',
  stringKeys: true,
  uniqueKeys: false,
  prettyErrors: false,
  keepSourceTokens: true,
  logLevel: 'silent',
} as const;

/** Nodes that aliases may add to one text: beyond it, it is an attack ("billion laughs"). */
const MAX_COPIES = 100_000;

/**
 * Reads YAML into nodes with places. Never throws: what cannot be read is in `problems`, all else is in the tree.
 * An alias is a copy of what it names, all of it at the alias's own place; so is what `<<` merges in. Of several
 * documents the first is read.
 */
export function parseYamlSyntax(text: string): SyntaxTree {
  const problems: SyntaxProblem[] = [];
  const report = (code: string, start: number, end: number, message: string): void => {
    if (problems.length >= MAX_PROBLEMS) return;
    const from = Math.max(0, Math.min(start, text.length));
    problems.push({ code, message, start: from, end: Math.max(from, Math.min(end, text.length)) });
  };
  let documents: Document.Parsed[];
  try {
    const parsed = parseAllDocuments(text, OPTIONS);
    documents = Array.isArray(parsed) ? parsed : [];
  } catch {
    // The library recurses, so a text of ten thousand brackets overflows its stack; it throws for nothing else.
    report('YAML_TOO_DEEP', 0, text.length, `More than ${MAX_DEPTH} maps and lists inside each other: not read.`);
    return { root: undefined, problems };
  }
  const [first, second] = documents;
  for (const { code, pos, message } of first?.errors ?? []) report(`YAML_${code}`, pos[0], pos[1], message);
  if (second) {
    const at = second.range[0];
    report('YAML_DOCUMENTS', at, at, 'A definition is one document: remove what follows this line of ---.');
  }
  const contents = first?.contents;
  if (!contents) {
    if (problems.length === 0) report('YAML_EMPTY', text.length, text.length, 'There is no YAML value here.');
    return { root: undefined, problems };
  }
  return { root: new YamlReader(text, report).read(contents), problems };
}

type Report = (code: string, start: number, end: number, message: string) => void;

/** One run over one document. */
class YamlReader {
  readonly #text: string;
  readonly #report: Report;
  /** What each anchor names, once its node has been read; an alias to a node around itself is therefore unknown. */
  readonly #anchors = new Map<string, ValueNode>();
  #copies = 0;
  #depthReported = false;

  constructor(text: string, report: Report) {
    this.#text = text;
    this.#report = report;
  }

  read(root: Node): ValueNode | undefined {
    return this.#value(root, undefined, 0);
  }

  #value(node: Node, tagStart: number | undefined, depth: number): ValueNode {
    const content = this.#content(node, depth);
    if (isAlias(node)) return content;
    const fn = functionOfTag(node.tag);
    const value: ValueNode =
      fn === undefined
        ? content
        : { kind: 'substitution', fn, argument: content, start: tagStart ?? content.start, end: content.end };
    if (fn === undefined && node.tag?.startsWith('!') && !node.tag.startsWith('!!'))
      this.#report('YAML_TAG', tagStart ?? value.start, value.end, `${node.tag} is no function of CloudFormation.`);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, value);
    return value;
  }

  #content(node: Node, depth: number): ValueNode {
    const [start, end] = node.range ?? [0, 0];
    if (isAlias(node)) return this.#alias(node.source, start, end, depth);
    if (isMap(node) || isSeq(node)) {
      if (depth < MAX_DEPTH) return isMap(node) ? this.#map(node, depth) : this.#seq(node, depth);
      this.#reportDepth(start, end);
    }
    if (!isScalar(node)) return { kind: 'null', start, end };
    // The line break that ends a block scalar is where the next line begins, and no place to point at.
    const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    return this.#scalar(node, start, isBlock ? this.#beforeBreak(start, end) : end);
  }

  #beforeBreak(start: number, end: number): number {
    return start + this.#text.slice(start, end).replace(/\r?\n$/, '').length;
  }

  #map(map: YAMLMap, depth: number): ValueNode {
    const properties: PropertyNode[] = [];
    const merges: [at: number, value: ValueNode][] = [];
    for (const pair of map.items) {
      const key = this.#key(pair.key);
      if (key === undefined) continue;
      const value = isNode(pair.value)
        ? this.#value(
            pair.value,
            tagStartOf((pair as Pair & { srcToken?: CST.CollectionItem }).srcToken?.sep),
            depth + 1,
          )
        : undefined;
      if (value && key.value === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN')
        merges.push([properties.length, value]);
      else properties.push({ key, value, start: key.start, end: Math.max(key.end, value?.end ?? 0) });
    }
    const place = placeOf(map, properties[0]?.start, properties[properties.length - 1]?.end);
    for (const [, value] of merges) {
      place.start = Math.min(place.start, value.start);
      place.end = Math.max(place.end, value.end);
    }
    const all = merges.length === 0 ? properties : this.#merge(properties, merges);
    const only = all.length === 1 ? all[0] : undefined;
    const fn = only && functionOfKey(only.key.value, only.value);
    return only && fn !== undefined
      ? { kind: 'substitution', fn, argument: only.value, ...place }
      : { kind: 'object', properties: all, ...place };
  }

  /** https://yaml.org/type/merge.html: the map's own keys win, then the earlier of the merged maps. */
  #merge(own: readonly PropertyNode[], merges: readonly [at: number, value: ValueNode][]): PropertyNode[] {
    const taken = new Set(own.map((property) => property.key.value));
    const all: PropertyNode[] = [];
    let read = 0;
    for (const [at, value] of merges) {
      all.push(...own.slice(read, at));
      read = at;
      for (const source of value.kind === 'array' ? value.items : [value]) {
        if (source.kind !== 'object') {
          this.#report('YAML_MERGE', value.start, value.end, '<< merges a map, or a list of maps.');
          continue;
        }
        for (const property of source.properties) {
          if (taken.has(property.key.value)) continue;
          taken.add(property.key.value);
          all.push(property);
        }
      }
    }
    all.push(...own.slice(read));
    return all;
  }

  #key(key: unknown): StringNode | undefined {
    if (isAlias(key)) {
      const [start, end] = key.range ?? [0, 0];
      const named = this.#anchors.get(key.source);
      return named?.kind === 'string' ? { kind: 'string', value: named.value, start, end } : undefined;
    }
    if (!isScalar(key)) return undefined;
    const [start, end] = key.range ?? [0, 0];
    const node: StringNode = {
      kind: 'string',
      value: typeof key.value === 'string' ? key.value : (key.source ?? ''),
      start,
      end,
    };
    if (key.anchor !== undefined) this.#anchors.set(key.anchor, node);
    return node;
  }

  #seq(seq: YAMLSeq, depth: number): ValueNode {
    const source = seq.srcToken;
    const tokens = source && 'items' in source ? source.items : undefined;
    const items: ValueNode[] = [];
    seq.items.forEach((item, index) => {
      if (isNode(item)) items.push(this.#value(item, tagStartOf(tokens?.[index]?.start), depth + 1));
    });
    return { kind: 'array', items, ...placeOf(seq, items[0]?.start, items[items.length - 1]?.end) };
  }

  #scalar({ value, source }: Scalar, start: number, end: number): ValueNode {
    if (typeof value === 'boolean') return { kind: 'boolean', value, start, end };
    if (value === null || value === undefined) return { kind: 'null', start, end };
    if (typeof value === 'number') {
      const raw = source ?? String(value);
      if (Number.isFinite(value)) return { kind: 'number', value, raw, start, end };
      this.#report('YAML_NUMBER', start, end, `${raw} is no number in JSON.`);
    }
    return { kind: 'string', value: typeof value === 'string' ? value : (source ?? ''), start, end };
  }

  #alias(name: string, start: number, end: number, depth: number): ValueNode {
    const named = this.#anchors.get(name);
    const copy = named && this.#copy(named, start, end, depth);
    if (copy) return copy;
    // The library has reported an alias that names nothing; one inside of what it names is not known to be wrong there.
    this.#report('YAML_ALIAS', start, end, named ? `Too much is repeated by *${name}.` : `No &${name} before this.`);
    return { kind: 'null', start, end };
  }

  /** Undefined where it would be too much. */
  #copy(node: ValueNode, start: number, end: number, depth: number): ValueNode | undefined {
    if (++this.#copies > MAX_COPIES || depth > MAX_DEPTH) return undefined;
    const copy = (child: ValueNode): ValueNode =>
      this.#copy(child, start, end, depth + 1) ?? { kind: 'null', start, end };
    switch (node.kind) {
      case 'object': {
        const properties = node.properties.map(({ key, value }) => ({
          key: { ...key, start, end },
          value: value && copy(value),
          start,
          end,
        }));
        return { kind: 'object', properties, start, end };
      }
      case 'array':
        return { kind: 'array', items: node.items.map(copy), start, end };
      case 'substitution':
        return { ...node, argument: node.argument && copy(node.argument), start, end };
      default:
        return { ...node, start, end };
    }
  }

  #reportDepth(start: number, end: number): void {
    if (!this.#depthReported)
      this.#report('YAML_TOO_DEEP', start, end, `More than ${MAX_DEPTH} maps and lists inside each other: not read.`);
    this.#depthReported = true;
  }
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function tagStartOf(tokens: readonly CST.SourceToken[] | undefined): number | undefined {
  return tokens?.find((token) => token.type === 'tag')?.offset;
}

/** A block collection ends where its last entry does, not at the start of the line below. */
function placeOf(node: YAMLMap | YAMLSeq, first: number | undefined, last: number | undefined) {
  const [start, end] = node.range ?? [0, 0];
  return {
    start: Math.min(start, first ?? start),
    end: node.flow || last === undefined ? Math.max(end, last ?? end) : last,
  };
}
