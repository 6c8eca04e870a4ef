import { definitionOf } from '../../asl/build-definition.ts';
import type { Definition } from '../../asl/definition.ts';
import { parseJsonSyntax } from '../../asl/parse-json.ts';
import { CODES } from '../../validation/codes.ts';
import type { Finding } from '../../validation/finding.ts';
import { validateDefinition } from '../../validation/validate.ts';
import { compileStateMachine } from '../interpreter/compile.ts';
import type { Plan } from '../interpreter/plan.ts';
import { ApiError } from './api-error.ts';
import type { MachineType } from './machine-store.ts';

/** The codes that AWS itself refuses a machine with. */
const AWS_CODES: ReadonlySet<string> = new Set(
  Object.keys(CODES).slice(0, Object.keys(CODES).indexOf('INVALID_LABEL_NAME') + 1),
);

/** The definition as the API takes it: JSON. */
export function readDefinition(text: string): Definition {
  const { root, problems } = parseJsonSyntax(text);
  return definitionOf(root, text, 'json', problems);
}

/**
 * Compiles a definition; throws InvalidDefinition with what AWS would refuse, else with what cannot be run here, each
 * named with its place.
 */
export function compileDefinition(text: string, type: MachineType): Plan {
  const definition = readDefinition(text);
  const refused = validateDefinition(definition, { type }).filter(
    ({ severity, code }) => severity === 'error' && AWS_CODES.has(code),
  );
  if (refused.length > 0) throw invalidDefinition(refused.map(describeFinding));
  const compiled = compileStateMachine(definition, type);
  if ('plan' in compiled) return compiled.plan;
  throw invalidDefinition(
    compiled.problems.map(({ message, pointer }) => `SCHEMA_VALIDATION_FAILED: ${withPlace(message, pointer)}`),
  );
}

function describeFinding({ code, message, pointer }: Finding): string {
  return `${code}: ${withPlace(message, pointer)}`;
}

function withPlace(message: string, pointer: string): string {
  return pointer === '' ? message : `${message.replace(/\.$/, '')} at ${pointer}`;
}

function invalidDefinition(problems: readonly string[]): ApiError {
  return new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${problems.join(', ')}'`);
}
