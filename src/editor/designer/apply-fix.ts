import type { FixRequest, GestureAnswer } from '../../protocol/designer.ts';
import type { ChosenDefinition } from '../active-definition.ts';
import type { Services } from '../services.ts';
import { applyPlan, STALE } from './apply-gesture.ts';
import { loadDesign } from './load-design.ts';

/** Makes a fix of a finding on the version that somebody has seen it on, like a gesture. */
export async function applyFix(
  services: Services,
  { document, logicalId }: ChosenDefinition,
  { documentVersion, code, pointer, message, fix: position }: { documentVersion: number } & FixRequest,
): Promise<GestureAnswer> {
  const at = await services.definitions.readOne(document, logicalId);
  if (at === undefined || document.version !== documentVersion) return STALE;
  const { findingsOf } = await loadDesign();
  const finding = (await findingsOf(services, document, at)).find(
    (each) => each.code === code && each.pointer === pointer && each.message === message,
  );
  const fix = finding?.fixes[position];
  if (fix === undefined) return STALE;
  return applyPlan(document, documentVersion, at, { edits: fix.edits, select: undefined, says: fix.title });
}
