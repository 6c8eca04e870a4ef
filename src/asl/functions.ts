/**
 * CloudFormation's functions as they stand in JSON: an object with one key, `Ref`, `Condition` or `Fn::…`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
const LONG_NAME = /^Fn::[A-Za-z]/;
/** A logical ID, or a pseudo parameter such as `AWS::Region`. */
const LOGICAL_ID = /^(?:[A-Za-z0-9]+|AWS::[A-Za-z]+)$/;

/** Functions that are written without `Fn::`. */
const BARE_NAMES: ReadonlySet<string> = new Set(['Ref', 'Condition']);

/**
 * The name of the function that an object with this single key is, without `Fn::`; undefined when it is plain data.
 * `Ref` is a word that data may hold as well, so it must name something that a template can hold.
 */
export function functionOfKey(key: string, value: { kind: string; value?: unknown } | undefined): string | undefined {
  if (key === 'Ref') return value?.kind === 'string' && LOGICAL_ID.test(String(value.value)) ? 'Ref' : undefined;
  return LONG_NAME.test(key) ? key.slice('Fn::'.length) : undefined;
}

/** The key under which a function stands in JSON: `Sub` → `Fn::Sub`, `Ref` → `Ref`. */
export function keyOfFunction(fn: string): string {
  return BARE_NAMES.has(fn) ? fn : `Fn::${fn}`;
}

/** Those that YAML writes as a tag: `!Sub`. `Ref` and `Condition` included. */
const TAGS: ReadonlySet<string> = new Set([
  ...['And', 'Base64', 'Cidr', 'Condition', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join'],
  ...['Length', 'Not', 'Or', 'Ref', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform'],
]);

/** The name of the function that a YAML tag is; undefined for any other tag. */
export function functionOfTag(tag: string | undefined): string | undefined {
  const name = tag?.startsWith('!') ? tag.slice(1) : '';
  return TAGS.has(name) ? name : undefined;
}

const PLACEHOLDER_TEXT = '\\$\\{(AWS::[A-Za-z]+|[A-Za-z0-9_.-]+)\\}';

/**
 * `${Name}`, `${Name.Attribute}`, `${AWS::Region}`. The names that AWS documents have no other characters; JSONata's
 * own `${…}` groups an object, which always holds a colon or nothing.
 */
export const PLACEHOLDER = new RegExp(PLACEHOLDER_TEXT);

/** A new pattern for all placeholders of a string; the first group is the name. */
export function everyPlaceholder(): RegExp {
  return new RegExp(PLACEHOLDER_TEXT, 'g');
}
