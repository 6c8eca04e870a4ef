import { validateDefinition } from '../../validation/validate.ts';
import { DEFINITION, defineAction, TYPE } from './action.ts';
import { readDefinition } from './compile.ts';

const MOST_DIAGNOSTICS = 100;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
export const validateStateMachineDefinition = defineAction({
  fields: {
    definition: DEFINITION,
    type: TYPE,
    severity: { type: 'string', values: ['ERROR', 'WARNING'] },
    maxResults: { type: 'integer', min: 0, max: MOST_DIAGNOSTICS },
  },
  run({ definition, type = 'STANDARD', severity = 'ERROR', maxResults = 0 }) {
    const findings = validateDefinition(readDefinition(definition), { type }).filter(
      (finding) => finding.severity === 'error' || (finding.severity === 'warning' && severity === 'WARNING'),
    );
    const most = maxResults === 0 ? MOST_DIAGNOSTICS : maxResults;
    return {
      result: findings.some((finding) => finding.severity === 'error') ? 'FAIL' : 'OK',
      diagnostics: findings.slice(0, most).map((finding) => ({
        severity: finding.severity.toUpperCase(),
        code: finding.code,
        message: finding.message,
        location: finding.pointer,
      })),
      truncated: findings.length > most,
    };
  },
});
