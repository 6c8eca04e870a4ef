/** What VS Code's themes have colours for. By itself, since the legend is needed before anything is coloured. */
export const TOKEN_TYPES = [
  'string',
  'number',
  'keyword',
  'variable',
  'function',
  'property',
  'operator',
  'comment',
  'regexp',
] as const;

export type TokenType = (typeof TOKEN_TYPES)[number];
