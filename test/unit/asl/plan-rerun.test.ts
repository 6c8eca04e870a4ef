import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { findRerunMap } from '../../../src/asl/plan-rerun.ts';
import { refuseRerun } from '../../../src/asl/rerun-refusals.ts';

const PROCESSOR = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'One',
  States: { One: { Type: 'Pass', End: true } as JsonObject },
};
const MAP = { Type: 'Map', Label: 'Rows', ItemProcessor: PROCESSOR, End: true };

/** Why the Map of a machine cannot be run again. */
function refuse(map: JsonObject): string | undefined {
  const definition = parseDefinition(JSON.stringify({ StartAt: 'Rows', States: { Rows: map } }), 'json');
  const found = findRerunMap(definition, 'arn:aws:states:us-east-1:1:mapRun:m/Rows:id');
  if ('refused' in found) throw new Error(found.refused);
  return refuseRerun(found.map);
}

const withState = (state: JsonObject): JsonObject => ({
  ...MAP,
  ItemProcessor: { ...PROCESSOR, States: { One: { ...state, End: true } } },
});
const READS = { Type: 'Pass', Parameters: { 'at.$': '$$.Map.Item.Index' } };

describe('a Map whose failed items are to be run again', () => {
  it.each([
    ['Index', { 'at.$': '$$.Map.Item.Index' }, /^The ItemSelector of "Rows" reads \$\$\.Map\.Item\.Index: /],
    ['Key', { x: { 'y.$': "$$.Map.Item['Key']" } }, /reads \$\$\.Map\.Item\.Key: /],
    ['Source', { 'at.$': "States.Format('{}', $$.Map.Item.Source)" }, /reads \$\$\.Map\.Item\.Source: /],
    ['the item whole', { 'at.$': '$$.Map.Item' }, /reads \$\$\.Map\.Item: /],
    ['the whole context', { 'at.$': '$$' }, /reads the whole Context object \(\$\$\): /],
  ])('is refused for a selector that reads %s', (_what, selector, message) => {
    expect(refuse({ ...MAP, ItemSelector: selector })).toMatch(message);
    expect(refuse({ ...MAP, Parameters: selector })).toMatch(/^The Parameters of "Rows" reads/);
  });

  it.each([
    ['{% $states.context.Map.Item.Index %}', /ItemSelector of "Rows" reads \$states\.context\.Map\.Item\.Index/],
    ['{% ($c := $states.context; $c.Map.Item.Source) %}', /the whole Context object \(\$states\.context\)/],
    ['{% $states.context.Map.Item.Index + ${Offset} %}', /reads \$states\.context\.Map\.Item\.Index/],
  ])('is refused for the JSONata selector %s', (selector, message) => {
    expect(refuse({ ...MAP, QueryLanguage: 'JSONata', ItemSelector: { at: selector } })).toMatch(message);
  });

  it.each([
    [{ 'row.$': '$$.Map.Item.Value', 'id.$': '$$.Map.Item.Value.Index', 'run.$': '$$.Execution.Id' }],
    [{ row: '$$.Map.Item.Index' }],
  ])('is not refused for the selector %j', (selector) => {
    expect(refuse({ ...MAP, ItemSelector: selector })).toBeUndefined();
  });

  it('is refused for a state of its processor that reads where its item stood', () => {
    expect(refuse(withState(READS))).toMatch(
      /^The state "One" in "Rows" reads \$\$\.Map\.Item\.Index: .* Redrive the execution instead/,
    );
    const branch = { StartAt: 'Two', States: { Two: { ...READS, End: true } } };
    expect(refuse(withState({ Type: 'Parallel', Branches: [branch] }))).toMatch(/The state "Two" in "Rows"/);
    const jsonata = { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.context.Map.Item.Key %}' };
    expect(refuse(withState(jsonata))).toMatch(/The state "One" in "Rows" reads \$states\.context\.Map\.Item\.Key/);
  });

  it('is not refused for a Map within, which has items of its own', () => {
    const inner = {
      Type: 'Map',
      ItemSelector: { 'at.$': '$$.Map.Item.Index' },
      ItemProcessor: { StartAt: 'Two', States: { Two: { ...READS, End: true } } },
    };
    expect(refuse(withState(inner))).toBeUndefined();
    expect(refuse(withState({ ...inner, ItemsPath: '$$.Map.Item.Value' }))).toMatch(/The state "One" in "Rows" reads/);
  });
});
