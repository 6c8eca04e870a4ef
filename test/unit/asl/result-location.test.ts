import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { resultLocation } from '../../../src/asl/result-location.ts';

const locate = (parameters: JsonObject, language = 'JSONPath') => {
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters';
  const map = { Type: 'Map', QueryLanguage: language, ResultWriter: { [field]: parameters }, End: true };
  const definition = parseDefinition(JSON.stringify({ StartAt: 'M', States: { M: map } }), 'json');
  return resultLocation(definition, '/States/M', 'arn:aws:states:us-east-1:1:mapRun:m/L:0a1b');
};

describe('where a Map Run leaves its manifest', () => {
  it.each([
    [{ Bucket: 'b', Prefix: 'out' }, 'JSONPath', { bucket: 'b', key: 'out/0a1b/manifest.json' }],
    [{ Bucket: 'b', Prefix: 'out/x/' }, 'JSONata', { bucket: 'b', key: 'out/x/0a1b/manifest.json' }],
    [{ Bucket: 'b' }, 'JSONPath', { bucket: 'b', key: '0a1b/manifest.json' }],
    [{ 'Bucket.$': '$.b', Prefix: 'out' }, 'JSONPath', undefined],
    [{ Bucket: 'b', 'Prefix.$': '$.p' }, 'JSONPath', undefined],
    [{ Bucket: 'b', Prefix: '{% $states.input.p %}' }, 'JSONata', undefined],
    [{}, 'JSONPath', undefined],
  ])('with %j in %s', (parameters, language, location) => {
    expect(locate(parameters as JsonObject, language)).toEqual(location);
  });
});
