import type { Definition } from '../asl/definition.ts';
import type { Finding } from './finding.ts';
import { isUnknownAt } from './plain-value.ts';
import { spotAt } from './spot-at.ts';

/** What ValidateStateMachineDefinition says, as executions/ hands it on. */
export interface SaidByService {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  /** JSON Pointer, `/` for the machine. */
  readonly location: string | undefined;
}

/**
 * AWS's diagnostics as findings at their places. What it says of a `${Name}`, or of a function of CloudFormation, is
 * left out: it was asked about the text before the deployment fills it in.
 */
export function serviceFindings(definition: Definition, diagnostics: readonly SaidByService[]): Finding[] {
  return diagnostics.flatMap(({ severity, code, message, location = '/' }): Finding[] => {
    const pointer = location === '/' ? '' : location;
    if (isUnknownAt(definition, pointer)) return [];
    return [
      {
        code,
        severity: severity === 'ERROR' ? 'error' : 'warning',
        message,
        ...spotAt(definition, pointer),
        fixes: [],
        page: undefined,
        aws: undefined,
        source: 'AWS',
      },
    ];
  });
}
