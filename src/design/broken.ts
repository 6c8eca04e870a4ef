import type { Definition } from '../asl/definition.ts';
import { validateDefinition } from '../validation/validate.ts';
import type { Gesture } from './gesture.ts';

/** Gestures that move states where other rules hold: the others break nothing but lines, which are told of anyway. */
const MOVING: ReadonlySet<Gesture['kind']> = new Set(['insert', 'wrap', 'unwrap', 'set-mode']);

/** What to say of errors that a gesture has brought, in the words of the rules: one, and how many more. */
export function describeBroken({ kind }: Gesture, before: Definition, after: Definition): string[] {
  if (!MOVING.has(kind) || before.text === after.text) return [];
  const found = messagesOf(after);
  if (found.length === 0) return [];
  const known = messagesOf(before);
  const [first, ...others] = found.filter((message) => !known.includes(message));
  if (first === undefined) return [];
  return [`To be mended now: ${first}${others.length === 0 ? '' : ` And ${others.length} more.`}`];
}

/** Of what fails, but for the flow, which `describeStranded` tells: what reads a variable that nobody sets there fails, too. */
function messagesOf(definition: Definition): string[] {
  return validateDefinition(definition)
    .filter(({ severity, code }) => severity === 'error' || code === 'UNDEFINED_VARIABLE')
    .filter(({ code, message }) => code !== 'MISSING_END_STATE' && !message.endsWith('is not reachable.'))
    .map(({ message }) => message);
}
