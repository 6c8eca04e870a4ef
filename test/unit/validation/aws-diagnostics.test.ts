import { expect, it } from 'vitest';
import { toAwsDiagnostics } from '../../../src/validation/aws-diagnostics.ts';
import { distributedMap, machineOf, validateText } from './validate-text.ts';

it('answers in the words and with the places of AWS', () => {
  const answer = (text: string) => toAwsDiagnostics(validateText(text));
  expect(answer('')).toEqual([
    { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' },
  ]);
  expect(answer('{"States":{"A":{"Type":"Pass","End":true}}}')).toEqual([
    {
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: 'These fields are required: [StartAt]',
      location: '/',
    },
  ]);
  expect(
    answer(machineOf({ A: { Type: 'Pass', Reslt: 1, Parameters: { 'p.$': "States.Format('" }, End: true } })),
  ).toEqual([
    {
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: "Field 'Reslt' is not supported",
      location: '/States/A',
    },
    {
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: "The value for the field 'p.$' must be a valid JSONPath or a valid intrinsic function call",
      location: '/States/A/Parameters',
    },
  ]);
});

it('leaves out what AWS does not look for', () => {
  expect(toAwsDiagnostics(validateText(machineOf({ M: distributedMap({ ResultWriter: undefined }) })))).toEqual([]);
});
