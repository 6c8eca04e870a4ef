/** What the chunk for templates holds: this module is imported dynamically, and nothing else imports these eagerly. */
export { findDefinitions } from '../../project/embedded-definitions.ts';
export {
  describeMissing,
  describeUnread,
  editsInTemplate,
  validateEmbedded,
} from '../../validation/validate-embedded.ts';
