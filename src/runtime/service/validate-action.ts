import { DEFINITION, defineAction, TYPE } from './action.ts';
import { diagnoseDefinition, readDefinition } from './compile.ts';

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
    const all = diagnoseDefinition(readDefinition(definition), definition, type);
    const diagnostics = severity === 'WARNING' ? all : all.filter((diagnostic) => diagnostic.severity === 'ERROR');
    const most = maxResults === 0 ? MOST_DIAGNOSTICS : maxResults;
    return {
      result: diagnostics.some((diagnostic) => diagnostic.severity === 'ERROR') ? 'FAIL' : 'OK',
      diagnostics: diagnostics.slice(0, most).map((diagnostic) => ({ ...diagnostic })),
      truncated: diagnostics.length > most,
    };
  },
});
