import type { Definition } from '../asl/definition.ts';
import { rememberJsonata } from '../asl/expressions/read-jsonata.ts';
import { rememberPaths } from '../asl/expressions/read-paths.ts';
import { allScopes } from '../asl/scopes.ts';
import { checkErrors } from './error-rules.ts';
import { checkExpressTimes } from './express-rules.ts';
import type { Finding } from './finding.ts';
import { checkGraph } from './graph-rules.ts';
import { checkHistory } from './history-rules.ts';
import { checkIntegrations } from './integration-rules.ts';
import { checkKeys } from './key-rules.ts';
import { checkJsonataScope } from './jsonata-scope-rules.ts';
import { checkMaps } from './map-rules.ts';
import { collectFindings } from './report.ts';
import { checkRetries } from './retry-rules.ts';
import type { RuleContext, StateMachineType } from './rule-context.ts';
import { checkStatesValues } from './states-rules.ts';
import { checkStructure } from './structure-rules.ts';
import { checkSyntax } from './syntax-rules.ts';
import { checkVariables } from './variable-rules.ts';

export interface ValidationOptions {
  /** The type that the state machine is to be created as; rules that hang on it are left out without it. */
  readonly type?: StateMachineType | undefined;
}

const FAMILIES: readonly ((context: RuleContext) => void)[] = [
  checkSyntax,
  checkKeys,
  checkStructure,
  checkGraph,
  checkMaps,
  checkHistory,
  checkRetries,
  checkErrors,
  checkIntegrations,
  checkExpressTimes,
  checkStatesValues,
  checkVariables,
  checkJsonataScope,
];

/** Everything that can be said about a definition from its text, in the order of the text. Never throws. */
export function validateDefinition(definition: Definition, options: ValidationOptions = {}): Finding[] {
  const { report, reject, findings } = collectFindings();
  const scopes = [...allScopes(definition)];
  const states = scopes.flatMap((scope) => scope.states);
  const names = new Set(states.map(({ name }) => name));
  const context: RuleContext = {
    definition,
    type: options.type,
    scopes,
    states,
    names,
    readJsonata: rememberJsonata(),
    readPath: rememberPaths(),
    report,
    reject,
  };
  for (const check of FAMILIES) check(context);
  return findings.sort((a, b) => a.start - b.start || a.end - b.end);
}
