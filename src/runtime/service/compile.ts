import { definitionOf } from '../../asl/build-definition.ts';
import type { Definition } from '../../asl/definition.ts';
import { describeInexact, findInexactNumber } from '../../asl/exact-numbers.ts';
import { JSON_SYNTAX } from '../../asl/parse-json.ts';
import { toAwsDiagnostics, type AwsDiagnostic } from '../../validation/aws-diagnostics.ts';
import { validateDefinition } from '../../validation/validate.ts';
import { compileStateMachine } from '../interpreter/compile.ts';
import type { Plan } from '../interpreter/plan.ts';
import { ApiError } from './api-error.ts';
import { describeJacksonError } from './jackson.ts';
import type { MachineType } from './machine-store.ts';

/** The definition as the API takes it: JSON. */
export function readDefinition(text: string): Definition {
  const { root, problems } = JSON_SYNTAX.read(text);
  return definitionOf(root, text, JSON_SYNTAX, problems);
}

/** What AWS says of a definition. A text that is no JSON is not looked into: AWS gives its parser's words. */
export function diagnoseDefinition(definition: Definition, text: string, type: MachineType): AwsDiagnostic[] {
  const unreadable = describeJacksonError(text);
  if (unreadable) return [{ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', ...unreadable }];
  return toAwsDiagnostics(validateDefinition(definition, { type }), definition.root);
}

/**
 * Compiles a definition; throws InvalidDefinition with what AWS would refuse, else with what cannot be run here, each
 * named with its place.
 */
export function compileDefinition(text: string, type: MachineType): Plan {
  return compileRead(readDefinition(text), type);
}

/** The same of a definition that was read already. */
export function compileRead(definition: Definition, type: MachineType): Plan {
  const refused = diagnoseDefinition(definition, definition.text, type).filter(({ severity }) => severity === 'ERROR');
  if (refused.length > 0) throw invalidDefinition(refused);
  const inexact = findInexactNumber(definition.text);
  if (inexact !== undefined)
    throw invalidDefinition([
      {
        code: 'SCHEMA_VALIDATION_FAILED',
        message: describeInexact(inexact),
        location: '/',
      },
    ]);
  const compiled = compileStateMachine(definition, type);
  if ('plan' in compiled) return compiled.plan;
  throw invalidDefinition(
    compiled.problems.map(({ message, pointer }) => ({
      code: 'SCHEMA_VALIDATION_FAILED',
      message,
      location: pointer === '' ? '/' : pointer,
    })),
  );
}

/** In the form of AWS, which appends the place to a message as it stands. */
function invalidDefinition(problems: readonly Pick<AwsDiagnostic, 'code' | 'message' | 'location'>[]): ApiError {
  const sentences = problems.map(
    ({ code, message, location }) => `${code}: ${message}${location === undefined ? '' : ` at ${location}`}`,
  );
  return new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${sentences.join(', ')}'`);
}
