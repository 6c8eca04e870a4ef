import type { Definition } from '../../src/asl/definition.ts';
import { applyEdits } from '../../src/asl/edits.ts';
import { isSameJson, type JsonValue } from '../../src/asl/json.ts';
import { parseDefinition } from '../../src/asl/parse.ts';
import { escapeToken } from '../../src/asl/pointer.ts';
import { stateByPointer } from '../../src/asl/scopes.ts';
import type { TextEdit, ValueNode } from '../../src/asl/syntax.ts';
import { toJson } from '../../src/asl/values.ts';
import type { Gesture, GesturePlan } from '../../src/design/gesture.ts';
import type { Finding } from '../../src/validation/finding.ts';
import { validateDefinition } from '../../src/validation/validate.ts';
import { GESTURE_KINDS, makeGesture } from './gesture-maker.ts';
import { seededRandom } from './mess-maker.ts';

export type Planner = (definition: Definition, gesture: Gesture) => GesturePlan;

/** What several gestures, one after the other, have done to a text. */
export interface GestureRun {
  /** What is wrong, with the gesture and the texts; undefined when nothing is. */
  readonly fault: string | undefined;
  readonly done: Readonly<Record<string, number>>;
  readonly refused: readonly string[];
}

/**
 * Makes seeded gestures on a text, one after the other, then takes all of them back. Checks each: it gives a text that
 * reads without new problems, leaves what it does not mean byte for byte, and validates no worse.
 */
export function runGestures(
  text: string,
  format: 'json' | 'yaml',
  seed: number,
  steps: number,
  plan: Planner,
): GestureRun {
  const random = seededRandom(seed);
  const done: Record<string, number> = {};
  const refused: string[] = [];
  const undo: TextEdit[][] = [];
  let current = text;
  for (let step = 0; step < steps; step++) {
    const definition = parseDefinition(current, format);
    const kind = GESTURE_KINDS[Math.floor(random() * GESTURE_KINDS.length)] ?? 'rename';
    const gesture = makeGesture(definition, kind, random);
    if (gesture === undefined) continue;
    const planned = plan(definition, gesture);
    if ('refused' in planned) {
      refused.push(`${kind}: ${planned.refused}`);
      continue;
    }
    const after = applyEdits(current, planned.edits);
    const fault = findFault(definition, parseDefinition(after, format), planned);
    if (fault !== undefined)
      return {
        fault: `${fault}\n${JSON.stringify(gesture)}\n--- before\n${current}\n--- after\n${after}`,
        done,
        refused,
      };
    done[kind] = (done[kind] ?? 0) + 1;
    undo.push(inverse(current, planned.edits));
    current = after;
  }
  for (const edits of undo.reverse()) current = applyEdits(current, edits);
  const fault = current === text ? undefined : `Undone, it is not what it was:\n${current}`;
  return { fault, done, refused };
}

/** What undo does: each stretch gets back what stood there. */
function inverse(text: string, edits: readonly TextEdit[]): TextEdit[] {
  let shift = 0;
  return edits
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, end, text: added }) => {
      const back = { start: start + shift, end: start + shift + added.length, text: text.slice(start, end) };
      shift += added.length - (end - start);
      return back;
    });
}

function findFault(
  before: Definition,
  after: Definition,
  { says, select }: Exclude<GesturePlan, { refused: string }>,
): string | undefined {
  if (select !== undefined && stateByPointer(after, select) === undefined) return `There is nothing at ${select}`;
  const worse = after.problems.filter(({ code }) => code !== 'JSON_COMMENT');
  if (worse.length > before.problems.length) return `It cannot be read: ${worse[0]?.message ?? ''}`;
  const rewritten = findRewritten(before, after);
  if (rewritten !== undefined) return `${rewritten} says the same, and is written differently`;
  const errors = (definition: Definition) =>
    validateDefinition(definition).filter(
      ({ severity, code }) => severity === 'error' && !code.startsWith('INVALID_JSON'),
    );
  const known = errors(before);
  const found = errors(after);
  if (found.length <= known.length) return undefined;
  const codes = new Set(known.map(({ code, message }) => code + message));
  // Of a flow without an end the rules say nothing else: what nothing leads to shows when it has one.
  const isHidden = known.some(({ code }) => code === 'MISSING_END_STATE');
  const fresh = found.find((each) => !codes.has(each.code + each.message) && !isSaid(each, isHidden, says ?? ''));
  return fresh === undefined ? undefined : `It validates worse: ${fresh.code} ${fresh.pointer} ${fresh.message}`;
}

/** What a gesture says that it breaks is for the user to mend. */
function isSaid({ code, message }: Finding, isHidden: boolean, says: string): boolean {
  if (says.includes(message) || / And \d+ more\./.test(says)) return true;
  if (message.endsWith('is not reachable.')) return isHidden || says.includes('Nothing leads to');
  return code === 'MISSING_END_STATE' && says.includes('never ends');
}

/** The pointer of a value that both have, equal as JSON and not as text. */
function findRewritten(before: Definition, after: Definition): string | undefined {
  const walk = (one: ValueNode | undefined, other: ValueNode | undefined, pointer: string): string | undefined => {
    if (one === undefined || other === undefined) return undefined;
    if (isSameJson(toJson(one), toJson(other))) {
      const is = before.text.slice(one.start, one.end) === after.text.slice(other.start, other.end);
      return is ? undefined : pointer;
    }
    if (one.kind === 'object' && other.kind === 'object')
      for (const { key, value } of one.properties) {
        const match = other.properties.find((each) => each.key.value === key.value);
        const found = walk(value, match?.value, `${pointer}/${escapeToken(key.value)}`);
        if (found !== undefined) return found;
      }
    return undefined;
  };
  return walk(before.root, after.root, '');
}

/** What a planner does that prints the whole file again: the check has to tell. */
export function reserialize(plan: Planner): Planner {
  return (definition, gesture) => {
    const planned = plan(definition, gesture);
    if ('refused' in planned) return planned;
    const changed = parseDefinition(applyEdits(definition.text, planned.edits), definition.format);
    const value: JsonValue = changed.root ? toJson(changed.root) : null;
    return { ...planned, edits: [{ start: 0, end: definition.text.length, text: definition.syntax.print(value, 2) }] };
  };
}
