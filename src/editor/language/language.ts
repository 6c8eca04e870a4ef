/** What the language chunk holds: this module is imported dynamically, and nothing else imports these eagerly. */
import type * as Design from '../designer/design-chunk.ts';
import type * as Features from './features.ts';

export { definitionOf } from '../../asl/build-definition.ts';
export { JSON_SYNTAX } from '../../asl/parse-json.ts';
export { stateAt, stateByPointer } from '../../asl/scopes.ts';
export { checkDefinition } from '../../validation/check-definition.ts';
export { planSuppression } from '../../validation/plan-suppression.ts';

/**
 * Completion, hover and the like, in a chunk of their own. Asked for from here, so that the bundler knows that the
 * language is loaded already, and shares its modules.
 */
export function loadFeatures(): Promise<typeof Features> {
  return import(/* webpackChunkName: "language-features" */ './features.ts');
}

/** What gestures of the designer are planned with; from here for the same reason. */
export function loadDesign(): Promise<typeof Design> {
  return import(/* webpackChunkName: "design" */ '../designer/design-chunk.ts');
}
