import * as common from './common-fields.ts';
import type { Table } from './field.ts';
import { field, REQUIRED } from './field.ts';
import { PAGES } from './pages.ts';

const { LARGEST_INTEGER } = common;

const START_AT = field(
  'StartAt',
  { kind: 'state' },
  'The state, in the same scope, that runs first.',
  PAGES.structure,
  REQUIRED,
);
const STATES = field(
  'States',
  { kind: 'states' },
  'The states by name; a name has at most 80 characters and stands once in the whole definition.',
  PAGES.structure,
  REQUIRED,
);

const MACHINE: Table = {
  name: 'Machine',
  page: PAGES.structure,
  groups: [],
  fields: [
    common.COMMENT,
    field(
      'QueryLanguage',
      { kind: 'enum', values: ['JSONPath', 'JSONata'] },
      'The language of all expressions; under JSONPath a state may still choose JSONata.',
      PAGES.jsonata,
      { default: 'JSONPath' },
    ),
    START_AT,
    field(
      'TimeoutSeconds',
      { kind: 'integer', min: 1, max: LARGEST_INTEGER },
      'Seconds until the execution fails with States.Timeout.',
      PAGES.structure,
    ),
    field('Version', { kind: 'string' }, 'Version of the Amazon States Language: 1.0.', PAGES.structure, {
      default: '1.0',
    }),
    STATES,
  ],
};

const BRANCH: Table = {
  name: 'Branch',
  page: PAGES.parallel,
  groups: [],
  fields: [common.COMMENT, START_AT, STATES],
};

const ITEM_PROCESSOR: Table = {
  name: 'ItemProcessor',
  page: PAGES.map,
  groups: [],
  fields: [
    field(
      'ProcessorConfig',
      { kind: 'object', shape: 'ProcessorConfig' },
      'Whether the Map runs inline or distributed.',
      PAGES.map,
    ),
    common.COMMENT,
    START_AT,
    STATES,
  ],
};

const RETRIER: Table = { name: 'Retrier', page: PAGES.errors, groups: [], fields: common.RETRIER };
const CATCHER: Table = { name: 'Catcher', page: PAGES.errors, groups: [], fields: common.CATCHER };

/** What states stand in, and what they share. */
export const STRUCTURE_TABLES: readonly Table[] = [MACHINE, BRANCH, ITEM_PROCESSOR, RETRIER, CATCHER];
