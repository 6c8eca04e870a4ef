import { isAwsCode } from './codes.ts';
import type { Finding } from './finding.ts';

/** One element of `diagnostics` of ValidateStateMachineDefinition. */
export interface AwsDiagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  /** JSON Pointer, `/` for the machine; absent where AWS gives no place. */
  readonly location?: string;
}

/** AWS gives these no place. */
const PLACELESS = /^(Definition must be a valid JSON object|Workflow has no terminal state)$/;

/** The diagnostics that AWS would answer with, as far as its words are known. What AWS does not look for is left out. */
export function toAwsDiagnostics(findings: readonly Finding[]): AwsDiagnostic[] {
  return findings.flatMap(({ severity, code, message, pointer, aws }): AwsDiagnostic[] => {
    if (severity === 'info' || !isAwsCode(code)) return [];
    const said = {
      severity: severity === 'error' ? 'ERROR' : 'WARNING',
      code,
      message: aws?.message ?? message,
    } as const;
    const location = aws?.location ?? pointer;
    return [PLACELESS.test(said.message) ? said : { ...said, location: location === '' ? '/' : location }];
  });
}
