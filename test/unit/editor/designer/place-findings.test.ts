import { expect, it } from 'vitest';
import { parseDefinition } from '../../../../src/asl/parse.ts';
import { placeFindings } from '../../../../src/editor/designer/place-findings.ts';
import type { Finding } from '../../../../src/validation/finding.ts';

const definition = parseDefinition(
  JSON.stringify({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'a/b', States: { 'a/b': { Type: 'Pass', End: true } } },
        End: true,
      },
    },
  }),
  'json',
);
const at = (pointer: string): Finding => ({
  code: 'X',
  severity: 'error',
  message: 'Wrong.',
  page: undefined,
  aws: undefined,
  start: 3,
  end: 4,
  pointer,
  fixes: [{ title: 'Mend it', edits: [] }],
});

it.each([
  ['/States/Each/ItemProcessor/States/a~1b/Next', '/States/Each/ItemProcessor/States/a~1b'],
  ['/States/Each/ItemProcessor/StartAt', '/States/Each'],
  ['/States/Each', '/States/Each'],
  ['/StartAt', ''],
  ['', ''],
  ['/States/Gone/Next', ''],
])('shows what is found at %s at the innermost state, %s', (pointer, node) => {
  expect(placeFindings(definition, [at(pointer)])).toEqual([
    { node, pointer, code: 'X', severity: 'error', message: 'Wrong.', start: 3, fixes: ['Mend it'] },
  ]);
});
