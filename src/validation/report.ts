import type { State } from '../asl/definition.ts';
import { escapeToken } from '../asl/pointer.ts';
import type { ObjectNode, PropertyNode, ValueNode } from '../asl/syntax.ts';
import { RULES, type Code } from './codes.ts';
import type { AwsWording, Finding, Fix } from './finding.ts';

/** Where a finding stands: what it is about, and the text that gets the squiggle. */
export interface Spot {
  readonly pointer: string;
  readonly start: number;
  readonly end: number;
}

export interface FindingExtras {
  readonly page?: string;
  readonly fixes?: readonly Fix[];
  readonly aws?: AwsWording;
}

/** Says one thing about one place. */
export type Report = (code: Code, spot: Spot, message: string, extras?: FindingExtras) => void;

/** Says, in its words or near them, that AWS rejects something: SCHEMA_VALIDATION_FAILED is its code for most faults. */
export type Reject = (spot: Spot, message: string, page: string, extras?: Omit<FindingExtras, 'page'>) => void;

/** A `Report`, a `Reject`, and the list that they fill. */
export function collectFindings(): { readonly report: Report; readonly reject: Reject; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const report: Report = (
    code,
    { pointer, start, end },
    message,
    { page = RULES[code].page, fixes = [], aws } = {},
  ) => {
    findings.push({
      code,
      severity: RULES[code].severity,
      message: putOnOneLine(message),
      pointer,
      start,
      end,
      fixes,
      page,
      aws,
    });
  };
  const reject: Reject = (spot, message, page, extras) => {
    report('SCHEMA_VALIDATION_FAILED', spot, message, { page, ...extras });
  };
  return { report, reject, findings };
}

/** A message may quote a name or a value, which may hold line breaks. */
function putOnOneLine(message: string): string {
  return /[\r\n]/.test(message) ? message.replaceAll(/\s*[\r\n]\s*/g, ' ') : message;
}

/** The key of a property of the object at `parent`. */
export function spotOfKey(property: PropertyNode, parent: string): Spot {
  const { start, end } = property.key;
  return { pointer: `${parent}/${escapeToken(property.key.value)}`, start, end };
}

/** The value of a property where it has one, else its key. */
export function spotOfValue(property: PropertyNode, parent: string): Spot {
  const { start, end } = property.value ?? property.key;
  return { pointer: `${parent}/${escapeToken(property.key.value)}`, start, end };
}

export function spotOfNode(node: ValueNode, pointer: string): Spot {
  return { pointer, start: node.start, end: node.end };
}

/** The name of a state. */
export function spotOfState(state: State): Spot {
  return { pointer: state.pointer, start: state.nameNode.start, end: state.nameNode.end };
}

/** An object that has no key of its own (the machine, an element of a list): its first key, else its first character. */
export function spotOfObject(node: ObjectNode, pointer: string): Spot {
  const first = node.properties[0]?.key;
  if (first) return { pointer, start: first.start, end: first.end };
  return { pointer, start: node.start, end: Math.min(node.end, node.start + 1) };
}
