/** What the chunk for second opinions holds: this module is imported dynamically, and nothing else imports these eagerly. */
export { plainValueOf } from '../../validation/plain-value.ts';
export { placeOpinions } from '../../validation/second-opinion.ts';
export { validateDefinition } from '../../validation/validate.ts';
