/** A text that cannot be read as it should be is wrong whatever anybody says. */
const LASTING: ReadonlySet<string> = new Set(['INVALID_JSON_DESCRIPTION', 'INVALID_YAML', 'INVALID_SUPPRESSION']);

/** Whether findings of this code can be neither suppressed nor ignored. */
export function isLasting(code: string): boolean {
  return LASTING.has(code);
}
