import { Document, isCollection, isMap, isScalar, Scalar, visit, YAMLMap, YAMLSeq, type Node } from 'yaml';
import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';

/** SAM reads YAML 1.1, where `OFF` and `2012-10-17` without quotes are no strings. */
const YAML_1_1 = { version: '1.1' } as const;
const STYLE = { lineWidth: 0, singleQuote: true, flowCollectionPadding: false } as const;

/** Comments of a template, by the path of the key that they stand above, such as `Resources.DataBucket`. */
export type TemplateComments = Readonly<Record<string, string>>;

/** Prints a template as YAML, functions in their short form (`!Ref`, `!Sub`, `!GetAtt`, `!If`, `!Equals`, `!Not`). */
export function printTemplate(template: JsonObject, comments: TemplateComments): string {
  const document = new Document(undefined, YAML_1_1);
  document.contents = toNode(template, document);
  for (const [path, comment] of Object.entries(comments)) addComment(document, path.split('.'), comment);
  visit(document, {
    Map(key, node, path) {
      if (path.length === 1)
        for (const pair of node.items.slice(1)) if (isScalar(pair.key)) pair.key.spaceBefore = true;
    },
  });
  return document.toString(STYLE);
}

/** Prints any other YAML, such as a definition. */
export function printYaml(value: JsonObject): string {
  return new Document(value, { ...YAML_1_1, aliasDuplicateObjects: false }).toString(STYLE);
}

function toNode(value: JsonValue, document: Document): Node {
  if (Array.isArray(value)) {
    const list = new YAMLSeq<Node>(document.schema);
    list.items = value.map((item) => toNode(item, document));
    list.flow = value.length > 3 && value.every((item) => typeof item === 'number');
    return list;
  }
  if (!isJsonObject(value)) return document.createNode(value);
  const [entry, ...more] = Object.entries(value);
  if (entry && more.length === 0 && (entry[0] === 'Ref' || entry[0].startsWith('Fn::')))
    return shortForm(entry, document);
  const map = new YAMLMap(document.schema);
  for (const [key, item] of Object.entries(value)) map.add({ key: new Scalar(key), value: toNode(item, document) });
  return map;
}

function shortForm([fn, argument]: [string, JsonValue], document: Document): Node {
  const isPath = fn === 'Fn::GetAtt' && Array.isArray(argument);
  const node = toNode(isPath ? argument.map(String).join('.') : argument, document) as Node & {
    tag?: string;
    flow?: boolean;
  };
  node.tag = `!${fn.replace('Fn::', '')}`;
  if (isCollection(node)) node.flow = true;
  return node;
}

function addComment(document: Document, path: readonly string[], comment: string): void {
  const holder = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1));
  const pair = isMap(holder) ? holder.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  if (pair && isScalar(pair.key))
    pair.key.commentBefore = comment
      .split('\n')
      .map((line) => ` ${line}`)
      .join('\n');
}
