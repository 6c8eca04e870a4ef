import { escapeToken, parsePointer } from '../asl/pointer.ts';
import type { ValueNode } from '../asl/syntax.ts';
import { propertyOf } from '../asl/values.ts';
import { isAwsCode } from './codes.ts';
import type { Finding } from './finding.ts';

/** One element of `diagnostics` of ValidateStateMachineDefinition. */
export interface AwsDiagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  /** `/States/A/Choices[0]/Next`, `/` for the machine; absent where AWS gives no place. */
  readonly location?: string;
}

/** AWS gives these no place. */
const PLACELESS = /^(Definition must be a valid JSON object|Workflow has no terminal state)$/;

/**
 * The diagnostics that AWS would answer with, as far as its words are known. What AWS does not look for is left out.
 * `root`: of the definition that the findings are about.
 */
export function toAwsDiagnostics(findings: readonly Finding[], root: ValueNode | undefined): AwsDiagnostic[] {
  return findings.flatMap(({ severity, code, message, pointer, aws }): AwsDiagnostic[] => {
    if (severity === 'info' || !isAwsCode(code)) return [];
    const said = {
      severity: severity === 'error' ? 'ERROR' : 'WARNING',
      code,
      message: aws?.message ?? message,
    } as const;
    const location = toAwsLocation(aws?.location ?? pointer, root);
    return [PLACELESS.test(said.message) ? said : { ...said, location: location === '' ? '/' : location }];
  });
}

/** A JSON Pointer as AWS writes one: with `Choices[0]` for what stands in an array. */
function toAwsLocation(pointer: string, root: ValueNode | undefined): string {
  let node = root;
  let location = '';
  for (const token of parsePointer(pointer) ?? []) {
    const isIndex = node?.kind === 'array';
    location += isIndex ? `[${token}]` : `/${escapeToken(token)}`;
    node = node?.kind === 'array' ? node.items[Number(token)] : propertyOf(node, token)?.value;
  }
  return location === '' ? pointer : location;
}
