export type TokenKind =
  | 'string'
  | 'number'
  | 'constant'
  | 'variable'
  | 'function'
  | 'property'
  | 'keyword'
  | 'operator'
  | 'comment'
  | 'regexp';

/** A token of an expression; offsets count from the start of the text that was cut. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** False for a string, comment or regular expression that the text ends in. */
  readonly isClosed: boolean;
}

const PATTERNS: readonly (readonly [kind: TokenKind, pattern: RegExp])[] = [
  ['comment', /\/\*[^]*?(?:\*\/|$)/y],
  ['string', /"(?:[^"\\]|\\[^])*(?:"|\\?$)|'(?:[^'\\]|\\[^])*(?:'|\\?$)/y],
  ['property', /`[^`]*(?:`|$)/y],
  ['number', /\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y],
  ['variable', /\$\$|\$[\p{ID_Start}_][\p{ID_Continue}]*|\$/uy],
  ['property', /[\p{ID_Start}_][\p{ID_Continue}]*/uy],
  ['operator', /:=|!=|<=|>=|~>|\.\.|\*\*|[-+*/%&=<>?:^|~@#.,;!(){}[\]]/y],
];

/** `/` begins a regular expression only where a value may stand. */
const REGEXP = /\/(?:[^/\\\n]|\\.)+(?:\/[a-z]*|$)/y;
const WORD_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'in']);
const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'null']);
const CALL = /\s*\(/y;

/**
 * Cuts a JSONata expression into tokens, whatever is wrong with it. Its own, since jsonata keeps its tokenizer to
 * itself, and stops at the first fault.
 */
export function tokenizeJsonata(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const token = tokenAt(text, at, tokens);
    if (token && token.end > at) tokens.push(token);
    at = token && token.end > at ? token.end : at + 1;
  }
  return tokens;
}

function tokenAt(text: string, start: number, before: readonly Token[]): Token | undefined {
  const last = before.findLast(({ kind }) => kind !== 'comment');
  const isOperand = last !== undefined && endsOperand(text, last);
  const character = text.charAt(start);
  if (character === '/' && !isOperand && text.charAt(start + 1) !== '*') {
    REGEXP.lastIndex = start;
    const found = REGEXP.exec(text)?.[0];
    if (found !== undefined)
      return { kind: 'regexp', start, end: start + found.length, isClosed: /.\/[a-z]*$/.test(found) };
  }
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start;
    const found = pattern.exec(text)?.[0];
    if (found === undefined || found === '') continue;
    const end = start + found.length;
    return { kind: refine(kind, found, text, end, isOperand, last), start, end, isClosed: isClosed(kind, found) };
  }
  return undefined;
}

function endsOperand(text: string, { kind, end }: Token): boolean {
  if (kind === 'keyword') return false;
  return kind !== 'operator' || /[)\]}]/.test(text.charAt(end - 1));
}

function isClosed(kind: TokenKind, found: string): boolean {
  if (kind === 'comment') return found.length >= 4 && found.endsWith('*/');
  if (kind === 'string') return /^(?:"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*')$/.test(found);
  return !found.startsWith('`') || (found.length > 1 && found.endsWith('`'));
}

function refine(
  kind: TokenKind,
  found: string,
  text: string,
  end: number,
  isOperand: boolean,
  last: Token | undefined,
): TokenKind {
  if (kind === 'variable') {
    CALL.lastIndex = end;
    return found.length > 1 && found !== '$$' && CALL.test(text) ? 'function' : 'variable';
  }
  if (kind !== 'property') return kind;
  if (isOperand && WORD_OPERATORS.has(found)) return 'keyword';
  if (found === 'function' || found === 'λ') return 'keyword';
  const isStep = last?.kind === 'operator' && text.slice(last.start, last.end) === '.';
  return CONSTANTS.has(found) && !isStep ? 'constant' : 'property';
}
