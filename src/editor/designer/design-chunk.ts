/** What the design chunk holds: this module is imported dynamically, and nothing else imports these eagerly. */
import type * as vscode from 'vscode';
import { definitionOf } from '../../asl/build-definition.ts';
import type { Definition } from '../../asl/definition.ts';
import { formatOf, syntaxOf } from '../../asl/parse.ts';
import { nodeAt } from '../../asl/pointer.ts';
import { stateByPointer } from '../../asl/scopes.ts';
import type { Range } from '../../language/named-at.ts';
import { formOf, targetsIn } from '../../design/form.ts';
import type { StateForm } from '../../protocol/designer.ts';
import { DefinitionInDocument } from '../language/definition-in-document.ts';

export { evaluateExpression, suggestExpression } from './expressions.ts';
export { findingsOf } from './find-problems.ts';
export { placeFindings } from './place-findings.ts';
export { parseFragment } from '../../design/parse-fragment.ts';
export { copyFragment } from '../../design/copy.ts';
export { planGesture } from '../../design/plan-gesture.ts';
export { findLine, slotsOf } from '../../design/slots.ts';
export { buildOutline } from '../views/outline-model.ts';
export { presetFragment, presetsOf } from '../../design/presets.ts';

/** The form of the state at a pointer; undefined where there is none. */
export function makeStateForm(definition: Definition, pointer: string): StateForm | undefined {
  const state = stateByPointer(definition, pointer);
  if (state === undefined) return undefined;
  const { name, type = '', queryLanguage, scope } = state;
  return { pointer, name, type, queryLanguage, sections: formOf(state), targets: targetsIn(scope) };
}

/** The name of the state at a pointer, or whatever else stands there. */
export function placeOf(definition: Definition, pointer: string): Range | undefined {
  return stateByPointer(definition, pointer)?.nameNode ?? nodeAt(definition.root, pointer);
}

/** A file that holds nothing yet, as the definition that it will hold. */
export function readBlank(document: vscode.TextDocument): DefinitionInDocument {
  const syntax = syntaxOf(formatOf(document.uri.path));
  const text = document.getText();
  return new DefinitionInDocument(document, syntax, definitionOf(undefined, text, syntax));
}
