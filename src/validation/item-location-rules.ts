import type { State } from '../asl/definition.ts';
import { PAGES } from '../asl/fields/pages.ts';
import type { ObjectNode } from '../asl/syntax.ts';
import { propertyOf } from '../asl/values.ts';
import { changeKey } from './edits.ts';
import { spotOfKey, type Spot } from './report.ts';
import type { RuleContext } from './rule-context.ts';

/** Bucket and Key stand under Parameters (as `Bucket` or `Bucket.$`) or Arguments, which may be one whole expression. */
export function checkLocation(
  { reject }: RuleContext,
  node: ObjectNode,
  spot: Spot,
  state: State,
  names: readonly string[],
): void {
  const name = state.queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters';
  const given = propertyOf(node, name);
  const page = spot.pointer.endsWith('ResultWriter') ? PAGES.resultWriter : PAGES.itemReader;
  if (!given) {
    reject(spot, `These fields are required: [${name}]`, page);
    return;
  }
  const { value } = given;
  if (value?.kind !== 'object') return;
  const missing = names.filter((key) => !propertyOf(value, key) && !propertyOf(value, `${key}.$`));
  if (missing.length > 0)
    reject(spotOfKey(given, spot.pointer), `These fields are required: [${missing.join(', ')}]`, page);
}

/** A Key beside s3:listObjectsV2: without a Prefix the whole bucket is read. */
export function checkListed({ report, definition }: RuleContext, node: ObjectNode, spot: Spot): void {
  const given = propertyOf(node, 'Parameters') ?? propertyOf(node, 'Arguments');
  if (given?.value?.kind !== 'object') return;
  const key = propertyOf(given.value, 'Key') ?? propertyOf(given.value, 'Key.$');
  if (!key) return;
  const pointer = `${spot.pointer}/${given.key.value}`;
  const hasPrefix = propertyOf(given.value, 'Prefix') ?? propertyOf(given.value, 'Prefix.$');
  report(
    'UNKNOWN_PARAMETER',
    spotOfKey(key, pointer),
    's3:listObjectsV2 has no Key: a Prefix says which objects are listed, and without one all of the bucket are.',
    {
      page: PAGES.itemReader,
      fixes: hasPrefix
        ? []
        : [changeKey(definition, `${pointer}/${key.key.value}`, key.key.value.replace('Key', 'Prefix'))],
    },
  );
}

/** A Key is of one file, a Prefix of many. */
export function actionByLocation(node: ObjectNode): string | undefined {
  const location = propertyOf(node, 'Parameters')?.value ?? propertyOf(node, 'Arguments')?.value;
  const has = (name: string): boolean => Boolean(propertyOf(location, name) ?? propertyOf(location, `${name}.$`));
  if (has('Key') === has('Prefix')) return undefined;
  return has('Key') ? 'getObject' : 'listObjectsV2';
}
