export type CsvCell = string | number | boolean;

/** Text that a spreadsheet takes for a formula, which may send what stands beside it anywhere. */
const FORMULA = /^[=+\-@\t\r]/;
/** It begins as a formula may, and is none. */
const NUMBER = /^-\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A line of CSV (RFC 4180) with its end. Text that would be a formula in a spreadsheet is kept from being one. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (typeof cell === 'number') return plainNumber(cell);
  const text = String(cell);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Without an exponent: not every spreadsheet reads one. */
const plainNumber = (value: number): string =>
  /e-/.test(String(value)) ? value.toFixed(12).replace(/\.?0+$/, '') : String(value);
