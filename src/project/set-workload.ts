import { applyEdits, modify, type JSONPath } from 'jsonc-parser';
import type { JsonValue } from '../asl/json.ts';

/**
 * The text of a fanout.json with these values in its `workload`; everything else keeps its bytes. A value of undefined
 * takes the field out. The text must be a fanout.json that can be read.
 */
export function setWorkload(text: string, values: Readonly<Record<string, JsonValue | undefined>>): string {
  const indent = /^[ \t]+(?=")/m.exec(text)?.[0] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  let changed = text;
  for (const [field, value] of Object.entries(values)) {
    const path: JSONPath = ['workload', field];
    changed = applyEdits(changed, modify(changed, path, value, { formattingOptions }));
  }
  return changed;
}
