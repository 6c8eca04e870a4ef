import type { Definition } from '../asl/definition.ts';
import { listSubstitutions } from '../asl/substitutions.ts';
import type { TemplateMachine } from '../project/embedded-definitions.ts';
import type { Finding } from './finding.ts';
import { collectFindings } from './report.ts';

const PAGE =
  'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html#sam-statemachine-definitionsubstitutions';

/** `${Name}` that the template puts nothing in the place of: it would stay in the definition as it is written. */
export function checkSubstitutions(definition: Definition, { logicalId, fills }: TemplateMachine): Finding[] {
  const { report, findings } = collectFindings();
  if (fills === undefined) return findings;
  const substitutions = listSubstitutions(definition);
  // What stands in a function of the template is that function's.
  const functions = substitutions.filter(({ kind }) => kind === 'function');
  for (const { kind, name, pointer, start, end } of substitutions) {
    const isRaw = functions.some((fn) => fn.name === 'Raw' && fn.start === start && fn.end === end);
    const isInside = !isRaw && functions.some((fn) => fn.start <= start && end <= fn.end);
    if (kind === 'placeholder' && !isInside && !fills(name))
      report(
        'MISSING_SUBSTITUTION',
        { pointer, start, end },
        `\${${name}} has no value: add ${name} to the DefinitionSubstitutions of ${logicalId}.`,
        { page: PAGE },
      );
  }
  return findings;
}
