import type { TextFormat } from './syntax.ts';

/** Words and shapes that some YAML reader takes for something else than a string. */
const NOT_A_STRING = /^(?:|[-+]?[.\d].*|~|null|true|false|yes|no|on|off|y|n|<<|=|\.(?:inf|nan))$/i;
/** Letters, digits and inner punctuation that mean nothing to YAML, in block or in flow style. */
const PLAIN = /^[A-Za-z0-9_$./][A-Za-z0-9_$./()@+-]*(?: +[A-Za-z0-9_$./()@+-]+)*$/;
/** What is written with colons and no quotes may be so again: `arn:aws:states:::s3:getObject`. */
const PLAIN_WITH_COLONS = /^[A-Za-z][A-Za-z0-9_$./()@+:-]*[A-Za-z0-9_$./()@+-]$/;

/**
 * A string as it is written in place of one that stands there: in its quotes, or in none where it needs none.
 * @param written the text of what is replaced; `""` for a new one.
 */
export function printString(value: string, written: string, format: TextFormat): string {
  if (format === 'json' || written.startsWith('"')) return JSON.stringify(value);
  const isPrintable = !/[\p{Cc}\u2028\u2029\ufeff]/u.test(value);
  if (written.startsWith("'") && isPrintable) return `'${value.replaceAll("'", "''")}'`;
  const plain = PLAIN_WITH_COLONS.test(written) && written.includes(':') ? PLAIN_WITH_COLONS : PLAIN;
  return plain.test(value) && !NOT_A_STRING.test(value) ? value : JSON.stringify(value);
}
