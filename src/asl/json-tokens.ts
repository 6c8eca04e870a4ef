/**
 * jsonc-parser's SyntaxKind and ScanError, by name. Its own are const enums in a declaration file, which code that is
 * compiled file by file cannot read; a test compares the two.
 */
export const Token = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  space: 15,
  unknown: 16,
  end: 17,
} as const;

/** What the scanner found wrong inside a token, by its ScanError; 0 is none. */
export const TOKEN_PROBLEMS: readonly (readonly [code: string, message: string] | undefined)[] = [
  undefined,
  ['JSON_COMMENT_END', 'This comment has no end: add */.'],
  ['JSON_STRING_END', 'This string has no end: add a quotation mark.'],
  ['JSON_NUMBER', 'This number is not complete.'],
  ['JSON_ESCAPE', 'A \\u in this string is not followed by four hexadecimal digits.'],
  ['JSON_ESCAPE', 'This string has a \\ before a character that takes none.'],
  ['JSON_CHARACTER', 'This string holds a control character: escape it with \\u.'],
];
