/** What the language chunk holds: this module is imported dynamically, and nothing else imports these eagerly. */
export { parseDefinition } from '../../asl/parse.ts';
export { stateAt, stateByPointer } from '../../asl/scopes.ts';
export { validateDefinition } from '../../validation/validate.ts';
