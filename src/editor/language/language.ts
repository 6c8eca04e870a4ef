/** What the language chunk holds: this module is imported dynamically, and nothing else imports these eagerly. */
export { definitionOf } from '../../asl/build-definition.ts';
export { JSON_SYNTAX } from '../../asl/parse-json.ts';
export { stateAt, stateByPointer } from '../../asl/scopes.ts';
export { validateDefinition } from '../../validation/validate.ts';
