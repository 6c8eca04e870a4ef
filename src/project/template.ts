import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node } from 'yaml';
import { isJsonObject, type JsonObject, type JsonValue } from '../asl/json.ts';

export interface ParsedTemplate {
  /** The template with `!Ref x` as `{"Ref": x}` and `!Sub x` as `{"Fn::Sub": x}`; absent when it could not be read. */
  readonly template: JsonObject | undefined;
  /** One sentence, when there is no template. */
  readonly problem: string | undefined;
}

/** Reads a SAM or CloudFormation template, YAML or JSON. Never throws. */
export function parseTemplate(text: string): ParsedTemplate {
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: true });
  const error = document.errors[0];
  if (error) {
    const line = error.linePos?.[0].line;
    return refused(`The template is no valid YAML${line === undefined ? '' : ` (line ${line})`}: ${firstLine(error)}`);
  }
  const value = document.contents === null ? null : toLongForm(document.contents, document, 0);
  if (!isJsonObject(value) || !isJsonObject(value.Resources)) return refused('The template has no Resources.');
  return { template: value, problem: undefined };
}

function refused(problem: string): ParsedTemplate {
  return { template: undefined, problem };
}

function firstLine(error: Error): string {
  return error.message.split('\n')[0] ?? error.message;
}

/** CloudFormation nests a template 32 deep at most; an alias that holds itself would never end. */
const DEEPEST = 100;

function toLongForm(node: Node, document: Document, depth: number): JsonValue {
  if (depth > DEEPEST) return null;
  if (isAlias(node)) {
    const target = node.resolve(document);
    return target ? toLongForm(target, document, depth + 1) : null;
  }
  const value = toPlain(node, document, depth);
  const tag = 'tag' in node ? node.tag : undefined;
  if (tag === undefined || !/^![A-Za-z]/.test(tag)) return value;
  const name = tag.slice(1);
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
}

function toPlain(node: Node, document: Document, depth: number): JsonValue {
  if (isMap(node))
    return Object.fromEntries(
      node.items.map(({ key, value }) => [
        isScalar(key) ? String(key.value) : String(key),
        value === null ? null : toLongForm(value as Node, document, depth + 1),
      ]),
    );
  if (isSeq(node)) return node.items.map((item) => toLongForm(item as Node, document, depth + 1));
  if (!isScalar(node)) return null;
  const { value } = node;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}
