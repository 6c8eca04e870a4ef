/** An escape in double quotes, of JSON or YAML; the text may end within it. */
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|\r?\n[ \t]*|([^])|$)/g;

/**
 * What the beginning of a scalar's text says, up to a cursor in it: without its quote, escapes being what they stand for.
 * Of white space only that it is some.
 */
export function readSpelt(written: string): string {
  if (written.startsWith("'")) return written.slice(1).replaceAll("''", "'");
  if (!written.startsWith('"')) return written;
  return written
    .slice(1)
    .replaceAll(ESCAPE, (_, x?: string, u?: string, long?: string, letter?: string) =>
      readEscape(x ?? u ?? long, letter),
    );
}

function readEscape(digits: string | undefined, letter: string | undefined): string {
  if (digits === undefined) return letter !== undefined && /["\\/]/.test(letter) ? letter : ' ';
  const code = parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}
