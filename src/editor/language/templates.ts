/** What the chunk for templates holds: this module is imported dynamically, and nothing else imports these eagerly. */
export { findDefinitions } from '../../project/embedded-definitions.ts';
export { describeUnread, editsInTemplate, validateEmbedded } from '../../validation/validate-embedded.ts';
