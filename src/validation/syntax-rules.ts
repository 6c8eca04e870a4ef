import { PAGES } from '../asl/fields/pages.ts';
import { MAX_DEFINITION_BYTES } from '../asl/quotas.ts';
import type { RuleContext } from './rule-context.ts';

const BEYOND_ASCII = /[^\0-\x7f]/;
const RFC_8259 = 'https://www.rfc-editor.org/rfc/rfc8259';
const YAML_1_2 = 'https://yaml.org/spec/1.2.2/';

/** What the parser could not read, and a root that is no object. */
export function checkSyntax({ definition, report, reject }: RuleContext): void {
  const { root, problems, format, text } = definition;
  if (format === 'json' && root) checkSize(text.slice(root.start, root.end), root.start, report);
  const isEmpty = root === undefined && text.trim() === '';
  const code = format === 'json' ? 'INVALID_JSON_DESCRIPTION' : 'INVALID_YAML';
  const page = format === 'json' ? RFC_8259 : YAML_1_2;
  if (!isEmpty)
    for (const { start, end, message } of problems) report(code, { pointer: '', start, end }, message, { page });
  if (root?.kind === 'object' || (root === undefined && !isEmpty && problems.length > 0)) return;
  // Where it begins: underlined as a whole, every line of a long text would seem wrong.
  const start = root?.start ?? 0;
  reject(
    { pointer: '', start, end: Math.min(start + 1, root?.end ?? 0) },
    'Definition must be a valid JSON object',
    PAGES.structure,
  );
}

/** In bytes of UTF-8, of which a character has three at most, and a pair of surrogates four. */
function checkSize(text: string, start: number, report: RuleContext['report']): void {
  if (text.length * 3 <= MAX_DEFINITION_BYTES) return;
  const bytes = BEYOND_ASCII.test(text) ? countBytes(text) : text.length;
  if (bytes > MAX_DEFINITION_BYTES)
    report(
      'DEFINITION_SIZE_LIMIT',
      { pointer: '', start, end: start + 1 },
      `This has ${bytes} bytes, and a definition at most ${MAX_DEFINITION_BYTES}: move parts of it to state machines of their own.`,
    );
}

function countBytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
