import { applyEdits } from '../../../src/asl/edits.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import type { TextFormat } from '../../../src/asl/syntax.ts';
import type { Gesture } from '../../../src/design/gesture.ts';
import { planGesture } from '../../../src/design/plan-gesture.ts';

/** The text after a gesture, or `refused: ` and why. */
export function perform(text: string, gesture: Gesture, format: TextFormat = 'json'): string {
  const plan = planGesture(parseDefinition(text, format), gesture);
  return 'refused' in plan ? `refused: ${plan.refused}` : applyEdits(text, plan.edits);
}
