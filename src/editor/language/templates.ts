/** What the chunk for templates holds: this module is imported dynamically, and nothing else imports these eagerly. */
export { findDefinitions, isTolerated } from '../../project/embedded-definitions.ts';
export { readPipeline } from '../../project/pipeline-model/read-pipeline.ts';
export { checkTemplate } from '../../validation/template/check-template.ts';
export { planTemplateSuppression } from '../../validation/template/template-suppressions.ts';
export { describeMissing, editsInTemplate, validateEmbedded } from '../../validation/validate-embedded.ts';
