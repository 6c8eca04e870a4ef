import type { Definition } from '../asl/definition.ts';
import type { JsonObject } from '../asl/json.ts';
import { allStates } from '../asl/scopes.ts';
import type { Finding } from './finding.ts';
import { findFault } from './opinion-faults.ts';
import { collectFindings } from './report.ts';
import { spotAt } from './spot-at.ts';
import { ownerOf } from './suppressions.ts';

/** One error of asl-validator, as it gives them. */
export interface RawOpinion {
  readonly 'Error code': string;
  readonly Message: string;
  /** Only for what its JSON Schema finds. */
  readonly schemaError?: { readonly instancePath: string; readonly schemaPath: string } | undefined;
}

/** The function that the package asl-validator exports. */
export type AslValidator = (definition: JsonObject) => { readonly errors: readonly RawOpinion[] };

/** What it said; or what it threw instead, in a line. */
export type OpinionAnswer = { readonly errors: readonly RawOpinion[] } | { readonly crash: string };

/** Asks it about a copy, since it writes into what it is given; a crash of it is an answer. */
export function askValidator(validate: AslValidator, definition: JsonObject): OpinionAnswer {
  try {
    const { errors } = validate(JSON.parse(JSON.stringify(definition)) as JsonObject);
    return { errors: errors.map((each) => ({ ...each })) };
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { crash: line };
  }
}

/**
 * What asl-validator says beyond what was found already, at its place; in its own words. Left out is what it is known
 * to get wrong, and what `known` says of the same place.
 */
export function placeOpinions(definition: Definition, answer: OpinionAnswer, known: readonly Finding[]): Finding[] {
  const { report, findings } = collectFindings();
  const source = 'asl-validator' as const;
  if ('crash' in answer) {
    report('NO_SECOND_OPINION', spotAt(definition, ''), `asl-validator stopped at this definition: ${answer.crash}`);
  } else {
    const owners = new Set(Array.from(allStates(definition), ({ pointer }) => pointer));
    const taken = new Set(
      known.filter(({ severity }) => severity !== 'info').map(({ pointer }) => ownerOf(pointer, owners)),
    );
    for (const opinion of answer.errors) {
      if (findFault(definition, opinion)) continue;
      const spot = spotAt(definition, pointerOf(definition, opinion));
      const owner = ownerOf(spot.pointer, owners);
      // It tells of one mistake at a time, and seldom names the field: what is said of the state is the same.
      const isSaid = taken.has(owner) || [...taken].some((each) => each.startsWith(`${spot.pointer}/`));
      if (!isSaid) report('SECOND_OPINION', spot, `asl-validator: ${opinion.Message}`);
    }
  }
  return findings.map((finding) => ({ ...finding, source }));
}

/** Where an opinion belongs: its path, or the state that its message names. */
function pointerOf(definition: Definition, { schemaError, Message }: RawOpinion): string {
  if (schemaError) return schemaError.instancePath;
  const name = nameIn(Message);
  for (const state of allStates(definition)) if (state.name === name) return state.pointer;
  return '';
}

/** The name of a state, or of what a state was to go to, in a message. */
function nameIn(message: string): string | undefined {
  const [, own, unreached, target] = /State "(.*)" MUST|State (.*) is not reachable|target: (.*)$/s.exec(message) ?? [];
  return own ?? unreached ?? target;
}
