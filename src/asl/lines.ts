/** A place in a text as editors count: line and character from 0, characters in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Where the lines of one text begin; a line ends with LF, CRLF or CR, as in VS Code. */
export interface Lines {
  readonly starts: readonly number[];
  readonly length: number;
}

/** Reads the whole text once: keep the result for as long as the text stands. */
export function linesOf(text: string): Lines {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 13 && text.charCodeAt(at + 1) === 10) at++;
    if (code === 10 || code === 13) starts.push(at + 1);
  }
  return { starts, length: text.length };
}

/** An offset outside of the text counts as its nearest end. */
export function positionAt({ starts, length }: Lines, offset: number): Position {
  const at = Math.max(0, Math.min(offset, length));
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return { line: low - 1, character: at - (starts[low - 1] ?? 0) };
}

/** A position beyond a line's end counts as the start of the next line at most, one beyond the text as its end. */
export function offsetAt({ starts, length }: Lines, { line, character }: Position): number {
  if (line < 0) return 0;
  const start = starts[line];
  if (start === undefined) return length;
  return Math.min(start + Math.max(0, character), starts[line + 1] ?? length);
}
