import { Ajv } from 'ajv';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { languageSchema } from '../../../src/language/language-schema.ts';
import { DISTRIBUTED } from './support.ts';

const validate = new Ajv({ allErrors: false, strict: false }).compile(languageSchema());
const accepts = (text: string): boolean => validate(JSON.parse(text));

it('is written to schemas/asl.schema.json (npm run generate)', async () => {
  const file = await readFile(new URL('../../../schemas/asl.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(languageSchema());
});

describe('the schema', () => {
  it('accepts what AWS does', () => {
    expect(accepts(DISTRIBUTED)).toBe(true);
    expect(
      accepts('{"StartAt":"A","States":{"A":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% 1 %}","End":true}}}'),
    ).toBe(true);
    expect(
      accepts(
        '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Wait","Seconds":"{% 5 %}","Next":"B"},"B":{"Type":"Succeed"}}}',
      ),
    ).toBe(true);
  });

  it.each([
    ['a misspelt key of a reader', '"InputType"', '"InputTyp"'],
    ['a misspelt key of a Map', '"ItemReader"', '"ItemReaders"'],
    ['a word that the field does not have', '"CSV"', '"XLS"'],
    ['a Map without a processor', '"ItemProcessor"', '"Itemprocessor"'],
    ['two ways to go on', '"Next": "Done"', '"Next": "Done", "End": true'],
    ['no way to go on', '"Next": "Done"', '"Comment": "c"'],
    ['a key of JSONata under JSONPath', '"Next": "Done"', '"Next": "Done", "Output": 1'],
    ['a state of no known type', '"Type": "Succeed"', '"Type": "Success"'],
    ['a key of another state', '"Type": "Succeed"', '"Type": "Succeed", "Next": "Done"'],
    ['an unknown key within the processor', '"Type": "Pass"', '"Type": "Pass", "Nxt": 1'],
    ['a machine without States', '"States": {\n    "Fan', '"Statess": {\n    "Fan'],
  ])('refuses %s', (_what, before, after) => {
    expect(DISTRIBUTED).toContain(before);
    expect(accepts(DISTRIBUTED.replace(before, after))).toBe(false);
  });

  it('looks into no payload', () => {
    const text = DISTRIBUTED.replace('"Type": "Pass"', '"Type": "Pass", "Result": {"Next": 1, "States": {"Type": 5}}');
    expect(accepts(text)).toBe(true);
  });
});
