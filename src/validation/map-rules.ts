import { MAX_INLINE_CONCURRENCY } from '../asl/quotas.ts';
import type { State } from '../asl/definition.ts';
import { jsonataSource, isJsonataText } from '../asl/expressions/jsonata.ts';
import { PAGES } from '../asl/fields/pages.ts';
import type { PropertyNode } from '../asl/syntax.ts';
import { isSubstituted, numberOf, propertyOf } from '../asl/values.ts';
import { checkItemReader, checkResultWriter } from './item-rules.ts';
import { addField, planLater, removeField } from './edits.ts';
import { makeDistributed } from './make-distributed.ts';
import { setValue } from '../asl/plan-change.ts';
import { spotOfKey, spotOfState, spotOfValue } from './report.ts';
import { modeOfMap, type RuleContext } from './rule-context.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: parallel child executions of a Map Run. */
const DISTRIBUTED_CONCURRENCY = 10_000;
/** White space, wildcards, brackets, special and control characters: state-map-distributed.html, Label. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const ILLEGAL_IN_LABEL = /[\s?*<>{}[\]:;,\\|^~$#%&`"\u0000-\u001f\u007f-\u009f]/u;
/** A JSONata expression that is nothing but one value, and no list. */
const SCALAR = /^(-?\d+(\.\d+)?|true|false|null|"[^"]*"|'[^']*')$/;

/** Fan-out: how a Map gets its items, runs them and gathers the results. */
export function checkMaps(context: RuleContext): void {
  const labels = new Set<string>();
  for (const state of context.states) {
    if (state.type !== 'Map' || !state.node) continue;
    const mode = modeOfMap(state);
    checkConcurrency(context, state, mode === 'DISTRIBUTED' ? DISTRIBUTED_CONCURRENCY : MAX_INLINE_CONCURRENCY);
    checkItems(context, state);
    if (mode === 'DISTRIBUTED') checkDistributed(context, state, labels);
  }
}

function checkConcurrency({ report, definition }: RuleContext, state: State, limit: number): void {
  const property = state.fields.get('MaxConcurrency');
  const written = numberOf(property?.value);
  if (!property || written === undefined || written <= limit) return;
  const spot = spotOfValue(property, state.pointer);
  if (limit === MAX_INLINE_CONCURRENCY)
    report(
      'INLINE_CONCURRENCY_LIMIT',
      spot,
      `An inline Map runs about ${limit} items at once, never ${written}: for more, set ProcessorConfig.Mode to DISTRIBUTED.`,
      { page: PAGES.inlineMap, fixes: [makeDistributed(definition, state)] },
    );
  else
    report(
      'DISTRIBUTED_CONCURRENCY_LIMIT',
      spot,
      `A Map Run has at most 10,000 child executions at once, never ${written}.`,
      {
        page: PAGES.quotas,
        fixes: [planLater('Change to 10000', () => setValue(definition, spot.pointer, DISTRIBUTED_CONCURRENCY))],
      },
    );
}

function checkItems({ report, definition }: RuleContext, state: State): void {
  const items = state.fields.get('Items');
  const { value } = items ?? {};
  if (items && value?.kind === 'string' && isJsonataText(value.value) && SCALAR.test(jsonataSource(value.value).source))
    report(
      'INVALID_ITEMS',
      spotOfValue(items, state.pointer),
      'Items must give an array or an object; this gives neither.',
      {
        page: PAGES.map,
      },
    );
  const reader = state.fields.has('ItemReader') && modeOfMap(state) === 'DISTRIBUTED';
  for (const name of ['ItemsPath', 'Items']) {
    const property = state.fields.get(name);
    if (reader && property)
      report(
        'IGNORED_FIELD',
        spotOfKey(property, state.pointer),
        `'${name}' is ignored, since the items come from ItemReader.`,
        { page: PAGES.itemReader, fixes: [removeField(definition, `${state.pointer}/${name}`)] },
      );
  }
}

function checkDistributed(context: RuleContext, state: State, labels: Set<string>): void {
  const { report } = context;
  checkExecutionType(context, state);
  checkLabel(context, state, labels);
  const reader = state.fields.get('ItemReader');
  const writer = state.fields.get('ResultWriter');
  if (reader) checkItemReader(context, reader, state);
  if (writer) checkResultWriter(context, writer, state);
  if (reader && !writer)
    report(
      'RESULT_SIZE_LIMIT',
      spotOfState(state),
      'Without a ResultWriter all results together must stay below 256 KiB, or the Map fails with States.DataLimitExceeded.',
      { page: PAGES.resultWriter },
    );
  checkBatches(context, state);
}

/** STANDARD or EXPRESS must be said: the two differ in price, length and guarantees. */
function checkExecutionType({ reject, definition }: RuleContext, state: State): void {
  const processor = state.scopes[0];
  const config = processor && propertyOf(processor.node, 'ProcessorConfig');
  if (!processor || config?.value?.kind !== 'object' || propertyOf(config.value, 'ExecutionType')) return;
  reject(spotOfKey(config, processor.pointer), 'These fields are required: [ExecutionType]', PAGES.distributedMap, {
    fixes: ['STANDARD', 'EXPRESS'].map((type) =>
      addField(definition, `${processor.pointer}/ProcessorConfig`, 'ExecutionType', type),
    ),
  });
}

function checkLabel({ report }: RuleContext, state: State, labels: Set<string>): void {
  const property = state.fields.get('Label');
  if (!property || property.value?.kind !== 'string' || isSubstituted(property.value)) return;
  const label = property.value.value;
  const spot = spotOfValue(property, state.pointer);
  const illegal = ILLEGAL_IN_LABEL.exec(label)?.[0];
  if (illegal !== undefined)
    report('INVALID_LABEL_NAME', spot, `Label contains invalid character: ${JSON.stringify(illegal)}`, {
      page: PAGES.distributedMap,
    });
  if (labels.has(label))
    report(
      'DUPLICATE_LABEL_NAME',
      spot,
      `Label '${label}' stands at another Map already: a label stands once in a definition.`,
      {
        page: PAGES.distributedMap,
      },
    );
  labels.add(label);
}

/** One failed item fails its child execution, and with it all items of its batch. */
function checkBatches({ report }: RuleContext, state: State): void {
  const batcher = state.fields.get('ItemBatcher');
  if (!batcher || [...state.fields.keys()].some((name) => name.startsWith('ToleratedFailure'))) return;
  const inner = state.scopes.flatMap(({ states }) => states);
  const isHandled = inner.some(({ type, fields }) => type === 'Map' || fields.has('Catch') || fields.has('Retry'));
  if (!isHandled && isBatch(batcher))
    report(
      'UNHANDLED_BATCH_FAILURE',
      spotOfKey(batcher, state.pointer),
      'One bad item fails its whole batch, and here with it the Map: add Retry or Catch inside, or tolerate failures.',
      { page: PAGES.itemBatcher },
    );
}

/** More than one item at once, as far as one can tell. */
function isBatch({ value }: PropertyNode): boolean {
  if (value?.kind !== 'object' || value.properties.length === 0) return false;
  return numberOf(propertyOf(value, 'MaxItemsPerBatch')?.value) !== 1;
}
