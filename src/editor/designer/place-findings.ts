import type { Definition } from '../../asl/definition.ts';
import { allStates } from '../../asl/scopes.ts';
import type { NodeFinding } from '../../protocol/designer.ts';
import type { Finding } from '../../validation/finding.ts';

/** Each finding at the innermost state that it is about; what is about none stays where it is. */
export function placeFindings(definition: Definition, findings: readonly Finding[]): NodeFinding[] {
  const pointers = [...allStates(definition)].map(({ pointer }) => pointer);
  const known = new Set(pointers);
  return findings.map(({ pointer, code, severity, message, fixes, start }) => {
    let at = pointer;
    while (at !== '' && !known.has(at)) at = at.slice(0, at.lastIndexOf('/'));
    return { node: at, pointer, code, severity, message, fixes: fixes.map(({ title }) => title), start };
  });
}
