import type { Definition } from '../asl/definition.ts';
import { nodeAt, parsePointer } from '../asl/pointer.ts';
import { allScopes, allStates } from '../asl/scopes.ts';
import type { PropertyNode, ValueNode } from '../asl/syntax.ts';
import { isSubstituted, numberOf, propertyOf, stringOf } from '../asl/values.ts';
import type { RawOpinion } from './second-opinion.ts';

/** Something that asl-validator 4.0.0 is known to get wrong. */
interface KnownFault {
  /** Why its word is not taken. */
  readonly reason: string;
  /** Whether an opinion is made of it. */
  readonly isMade: (opinion: RawOpinion, definition: Definition) => boolean;
}

/** A value that its JSON Schema rejects, and AWS takes. */
interface MisreadValue {
  readonly reason: string;
  readonly isMisread: (value: ValueNode, property: PropertyNode | undefined) => boolean;
}

const MISREAD: readonly MisreadValue[] = [
  {
    reason:
      'JSONata over several lines, or without blanks as in {%x%}, is no JSONata to it; the syntax was checked here',
    isMisread: (value) => /^\s*\{%[^]*%\}\s*$/.test(stringOf(value) ?? ''),
  },
  {
    reason: 'Output takes any value and Condition a constant, and have to be objects or expressions for it',
    isMisread: (_, property) => property?.key.value === 'Output' || property?.key.value === 'Condition',
  },
  {
    reason: '${AWS::Partition} and other substitutions stand for what only the deployment knows',
    isMisread: (value) => isSubstituted(value),
  },
  {
    reason: 'ARNs of the partitions aws-iso, aws-iso-b, -e and -f, and aws-eusc are no ARNs to it',
    isMisread: (value) => /^arn:aws-(?:iso|eusc)/.test(stringOf(value) ?? ''),
  },
  {
    reason: 'ToleratedFailurePercentage may have a fraction, and has to be an integer for it',
    isMisread: (value, property) =>
      property?.key.value === 'ToleratedFailurePercentage' && !Number.isInteger(numberOf(value) ?? 0),
  },
  {
    reason: 'a ResultWriter may have a WriterConfig alone, and has to have a Resource for it',
    isMisread: (value, property) =>
      property?.key.value === 'ResultWriter' &&
      propertyOf(value, 'WriterConfig') !== undefined &&
      propertyOf(value, 'Resource') === undefined,
  },
];

const ANY_STATE: ReadonlySet<string> = new Set([
  ...['JSONPath', 'JSONata'],
  ...['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'],
]);

/** Every reason for which an opinion of asl-validator is left out. */
export const KNOWN_FAULTS: readonly KnownFault[] = [
  ...MISREAD.map(({ reason, isMisread }): KnownFault => ({
    reason,
    // It blames the object around a value as often as the value.
    isMade: ({ schemaError }, { root }) => {
      const at = schemaError && nodeAt(root, schemaError.instancePath);
      return at !== undefined && holds(at, keyOf(root, schemaError?.instancePath ?? ''), isMisread);
    },
  })),
  {
    reason: 'whatever is wrong in a state, it also expects the state to be of each other type and language',
    isMade: ({ schemaError }, { root }) =>
      schemaError !== undefined &&
      /\/(?:Type|QueryLanguage)$/.test(schemaError.instancePath) &&
      // It writes a QueryLanguage into each state that has none.
      ANY_STATE.has(stringOf(nodeAt(root, schemaError.instancePath)) ?? 'JSONPath'),
  },
  {
    reason: 'it knows fewer paths than AWS ($.[0], blanks after an intrinsic function); they are checked here',
    isMade: ({ Message }) => /must match format "asl_(?!arn)/.test(Message),
  },
  {
    reason: 'keys of payloads called Next, Default or StartAt are transitions to it',
    isMade: ({ Message }, definition) => {
      const target = /target: (.*)$/s.exec(Message)?.[1];
      return target !== undefined && !targetsOf(definition).has(target);
    },
  },
  {
    reason: 'keys of payloads called States, and what is below them, are states to it',
    isMade: ({ Message }, definition) => {
      const [, one, two] =
        /^State (.*) is not reachable$|^A state with this name already exists: (.*)$/s.exec(Message) ?? [];
      const name = one ?? two;
      if (name === undefined) return false;
      const count = Array.from(allStates(definition)).filter((state) => state.name === name).length;
      return count < (one === undefined ? 2 : 1);
    },
  },
];

/** Why this opinion is known to be wrong; undefined when it is not. */
export function findFault(definition: Definition, opinion: RawOpinion): string | undefined {
  return KNOWN_FAULTS.find(({ isMade }) => isMade(opinion, definition))?.reason;
}

function holds(value: ValueNode, property: PropertyNode | undefined, isMisread: MisreadValue['isMisread']): boolean {
  if (isMisread(value, property)) return true;
  if (value.kind === 'array') return value.items.some((item) => holds(item, undefined, isMisread));
  if (value.kind !== 'object') return false;
  return value.properties.some((each) => each.value !== undefined && holds(each.value, each, isMisread));
}

function keyOf(root: ValueNode | undefined, pointer: string): PropertyNode | undefined {
  const cut = pointer.lastIndexOf('/');
  const parent = cut < 0 ? undefined : nodeAt(root, pointer.slice(0, cut));
  return propertyOf(parent, parsePointer(pointer)?.at(-1) ?? '');
}

function targetsOf(definition: Definition): ReadonlySet<string> {
  const targets = new Set<string>();
  for (const { startAt } of allScopes(definition)) targets.add(stringOf(startAt) ?? '');
  for (const { transitions } of allStates(definition)) for (const { target } of transitions) targets.add(target.value);
  return targets;
}
