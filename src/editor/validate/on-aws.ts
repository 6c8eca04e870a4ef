/** What the chunk for AWS's word holds: this module is imported dynamically, and nothing else imports these eagerly. */
export { plainValueOf } from '../../validation/plain-value.ts';
export { serviceFindings } from '../../validation/service-findings.ts';
