import * as common from './common-fields.ts';
import type { Table } from './field.ts';
import { EXPRESSION, field, JSONATA, JSONPATH, orPath } from './field.ts';
import { PAGES } from './pages.ts';

const DISTRIBUTED = { mode: 'DISTRIBUTED' } as const;

const MAP: Table = {
  name: 'Map',
  page: PAGES.map,
  groups: [
    common.NEXT_XOR_END,
    { rule: 'one', fields: ['ItemProcessor', 'Iterator'] },
    { rule: 'atMostOne', fields: ['ItemSelector', 'Parameters'] },
    orPath('MaxConcurrency'),
    orPath('ToleratedFailureCount'),
    orPath('ToleratedFailurePercentage'),
  ],
  fields: [
    ...common.TYPE_AND_LANGUAGE,
    field(
      'ItemProcessor',
      { kind: 'object', shape: 'ItemProcessor' },
      'The states that each item, or batch of items, runs through.',
      PAGES.map,
    ),
    field('Iterator', { kind: 'object', shape: 'ItemProcessor' }, 'The old name of ItemProcessor.', PAGES.inlineMap, {
      replacedBy: 'ItemProcessor',
    }),
    common.INPUT_PATH,
    field(
      'ItemsPath',
      { kind: 'contextPath' },
      'Where the array of items stands in the input; without effect on a Map that has an ItemReader.',
      PAGES.itemsPath,
      { ...JSONPATH, default: '$' },
    ),
    field(
      'Items',
      { kind: 'items' },
      'The items: an array, an object, or a {% … %} expression that gives one.',
      PAGES.map,
      JSONATA,
    ),
    field(
      'ItemReader',
      { kind: 'object', shape: 'ItemReader' },
      'Where in Amazon S3 the items are read from.',
      PAGES.itemReader,
      DISTRIBUTED,
    ),
    field(
      'ItemSelector',
      { kind: 'template' },
      'Rebuilds each item before it is processed, from the item ($$.Map.Item.Value) and the Map’s input.',
      PAGES.itemSelector,
      EXPRESSION,
    ),
    field('Parameters', { kind: 'template' }, 'The old name of ItemSelector.', PAGES.inlineMap, {
      ...JSONPATH,
      replacedBy: 'ItemSelector',
    }),
    field(
      'ItemBatcher',
      { kind: 'object', shape: 'ItemBatcher' },
      'Hands several items at once to a child execution.',
      PAGES.itemBatcher,
      DISTRIBUTED,
    ),
    field(
      'MaxConcurrency',
      { kind: 'integer', min: 0 },
      'How many items or batches run at once, at most: 0 sets no limit of its own, inline Maps run about 40, distributed ones 10,000.',
      PAGES.map,
      { ...EXPRESSION, default: 0 },
    ),
    field(
      'MaxConcurrencyPath',
      { kind: 'referencePath' },
      'Where the value of MaxConcurrency stands in the input.',
      PAGES.map,
      JSONPATH,
    ),
    field(
      'ToleratedFailurePercentage',
      { kind: 'number', min: 0, max: 100 },
      'Share of the items, in percent, that may fail before the Map Run does.',
      PAGES.distributedMap,
      { ...DISTRIBUTED, ...EXPRESSION, default: 0 },
    ),
    field(
      'ToleratedFailurePercentagePath',
      { kind: 'referencePath' },
      'Where the value of ToleratedFailurePercentage stands in the input.',
      PAGES.distributedMap,
      { ...DISTRIBUTED, ...JSONPATH },
    ),
    field(
      'ToleratedFailureCount',
      { kind: 'integer', min: 0 },
      'How many items may fail before the Map Run does.',
      PAGES.distributedMap,
      { ...DISTRIBUTED, ...EXPRESSION, default: 0 },
    ),
    field(
      'ToleratedFailureCountPath',
      { kind: 'referencePath' },
      'Where the value of ToleratedFailureCount stands in the input.',
      PAGES.distributedMap,
      { ...DISTRIBUTED, ...JSONPATH },
    ),
    field(
      'Label',
      { kind: 'string', maxLength: 40 },
      'Names the Map Runs in their ARNs: at most 40 characters, without white space, wildcards, brackets or special characters, once in the definition.',
      PAGES.distributedMap,
      DISTRIBUTED,
    ),
    field(
      'ResultWriter',
      { kind: 'object', shape: 'ResultWriter' },
      'Writes the results of the child executions to Amazon S3, or shapes them.',
      PAGES.resultWriter,
      DISTRIBUTED,
    ),
    common.RESULT_SELECTOR,
    common.RESULT_PATH,
    common.OUTPUT_PATH,
    common.ASSIGN,
    common.OUTPUT,
    ...common.RETRY_AND_CATCH,
    ...common.NEXT_OR_END,
  ],
};

const PROCESSOR_CONFIG: Table = {
  name: 'ProcessorConfig',
  page: PAGES.map,
  groups: [],
  fields: [
    field(
      'Mode',
      { kind: 'enum', values: ['INLINE', 'DISTRIBUTED'] },
      'INLINE runs the items within this execution, DISTRIBUTED as child executions of their own.',
      PAGES.map,
      { default: 'INLINE' },
    ),
    field(
      'ExecutionType',
      { kind: 'enum', values: ['STANDARD', 'EXPRESS'] },
      'Type of the child executions: EXPRESS is cheaper for short work, of five minutes at most; STANDARD can run for a year.',
      PAGES.distributedMap,
      DISTRIBUTED,
    ),
  ],
};

/** The Map, and how its processor runs. */
export const MAP_TABLES: readonly Table[] = [MAP, PROCESSOR_CONFIG];
